/** Dropout as an ensemble: all 2ⁿ sub-networks of a small network compared with a single pass with weight scaling. */
import { type Tensor, compile, observe } from "hebb";
import type { Chart, Panels } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";
import { type Digits, fewDigits } from "../../shared/few-digits.ts";
import {
  type Comparison,
  type SmallNetwork,
  compareMeans,
  geometricDeviation,
  predictionsOf,
  trainSmall,
} from "../subnetworks.ts";
import { thinnedChart } from "./thinned.ts";

interface Row extends Comparison {
  readonly name: string;
  /** Largest difference between the geometric mean and weight scaling, in f64. */
  readonly geometric: number;
}

export const subnetworks: EnglishExperiment = {
  question: {
    en: "Is dropout really an average over all sub-networks, and can a single pass with scaled weights replace it?",
    zh: "暂退法真的相当于对所有子网络取平均吗，把权重缩放后只算一遍能代替吗？",
  },

  async measure(run) {
    const { train, test } = (await fewDigits({ examples: run.quick ? 1000 : 5000, validation: 0 }))(run.seed);
    const n = run.quick ? 8 : 12;
    const one = await trainSmall(run, [n], train, 5);
    const two = await trainSmall(run, [n / 2, n / 2], train, 5);
    const rows: Row[] = [];
    for (const [name, model] of [
      [`${n} in one layer`, one],
      [`${n / 2} and ${n / 2} in two layers`, two],
    ] as const) {
      const comparison = await compareMeans(model, test.take(run.quick ? 200 : 500));
      rows.push({ name, ...comparison, geometric: await geometricDeviation(model, test.take(20).field(0)) });
    }
    return {
      answer: answerOf(rows, n),
      table: {
        columns: [
          "hidden units dropped",
          "geometric mean, off by",
          "arithmetic mean, off by",
          "probability elsewhere",
          "same digit",
          "loss of a sub-network",
          "of the arithmetic mean",
          "of the geometric mean",
          "of weight scaling",
        ],
        rows: rows.map(({ name, geometric, arithmetic, moved, agreeing, losses }) => {
          const { each, arithmetic: committee, geometric: product, scaled } = losses;
          return [name, geometric, arithmetic, moved, agreeing, each, committee, product, scaled];
        }),
      },
      figure: await figureOf(one, two, test),
    };
  },
};

function answerOf([one, two]: readonly Row[], n: number): string {
  const exact = one!.geometric < 1e-10;
  const { each, arithmetic, scaled } = one!.losses;
  return [
    `With one dropped layer the normalized geometric mean over all ${2 ** n} sub-networks ${exact ? "is" : "should be, but is not,"} ` +
      `weight scaling (largest difference ${one!.geometric.toExponential(1)}): the mean of the logits is the logit of the mean mask. With ` +
      `a rectifier between two dropped layers it is ${two!.geometric > 1e-6 ? "only close" : "the same here"} (${two!.geometric.toExponential(1)}).`,
    `The arithmetic mean lays ${(100 * one!.moved).toFixed(1)} % of the probability elsewhere and says the same digit for ` +
      `${(100 * one!.agreeing).toFixed(1)} %.`,
    `A sub-network alone has a cross entropy of ${each.toFixed(3)} nats, their arithmetic mean ${arithmetic.toFixed(3)}, ` +
      `weight scaling ${scaled.toFixed(3)}: ${
        Math.max(arithmetic, scaled) < each ? "the committee is better than its members" : "a member may do as well"
      }${scaled < arithmetic ? ", and one run with scaled weights is the best of all here" : ""}.`,
  ].join(" ");
}

/**
 * Draws thinned networks of two layers, and the predictions of all sub-networks of one layer for a digit on which they
 * disagree.
 */
async function figureOf(one: SmallNetwork, two: SmallNetwork, test: Digits): Promise<Panels> {
  const thinned = (await sampleMasks(two, test.take(3).field(0))).map((mask, m): Chart => {
    return thinnedChart(`Sample ${m + 1} of ${2 ** two.units} sub-networks`, mask, two.units / 2);
  });
  return {
    kind: "panels",
    title: "Thinned networks, and what all of them say of one digit",
    columns: 2,
    panels: [...thinned, await histogram(one, test)],
  };
}

/** Returns masks as sampled in training for these images: 0 or 1 for every hidden unit. */
async function sampleMasks(model: SmallNetwork, images: Tensor): Promise<number[][]> {
  const look = compile(() => observe(() => model.forward(images))[1], { training: true });
  const seen = look();
  const layers = await Promise.all(
    ["dropout.mask", "dropout.mask#2"].map(async (name) => [...(await seen[name]!.cast("f32").array())]),
  );
  const width = layers[0]!.length / images.shape[0]!;
  return Array.from({ length: images.shape[0]! }, (_, m) => {
    return layers.flatMap((layer) => layer.slice(m * width, (m + 1) * width));
  });
}

async function histogram(model: SmallNetwork, test: Digits): Promise<Chart> {
  const some = test.take(20);
  const look = compile((images: Tensor, labels: Tensor) => {
    const right = labels.cast("i32").oneHot(10);
    const of = (q: Tensor) => q.mul(right).sum(-1);
    const { each, arithmetic, geometric, scaled } = predictionsOf(model, images);
    return { each: of(each), arithmetic: of(arithmetic), geometric: of(geometric), scaled: of(scaled) };
  })(some.field(0), some.field(1));
  const arithmetic = [...(await look.arithmetic.array())];
  // The digit with the most uncertain prediction.
  const shown = arithmetic.reduce(
    (best, q, i) => (Math.abs(q - 0.5) < Math.abs(arithmetic[best]! - 0.5) ? i : best),
    0,
  );
  const label = some.fields[1]!.data[shown]!;
  const values = [...(await look.each.array())].filter((_, i) => i % some.length === shown);
  const rule = (name: string, value: number) => ({ mark: "rule", axis: "x", name, value }) as const;
  return {
    kind: "chart",
    title: `Probability of the right class of a ${label}`,
    x: { label: `q(${label} | x)`, domain: [0, 1] },
    y: { label: "sub-networks" },
    layers: [
      { mark: "histogram", values },
      rule("arithmetic mean", arithmetic[shown]!),
      rule("geometric mean", (await look.geometric.array())[shown]!),
      rule("weight scaling", (await look.scaled.array())[shown]!),
    ],
  };
}
