/** Dropout as an ensemble: all 2ⁿ sub-networks of a small network compared with a single pass with weight scaling. */
import { type Tensor, compile, observe } from "hebb";
import type { Run } from "../../run.ts";
import { type Digits, fewDigits } from "../../shared/few-digits.ts";
import { defineExperiment } from "../../system.ts";
import { type Text, say, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import { number } from "../../quantity.ts";
import type { Agreement, Averaging, SubnetworksFacts } from "../facts.ts";
import {
  type Comparison,
  type SmallNetwork,
  compareMeans,
  geometricDeviation,
  predictionsOf,
  trainSmall,
} from "../subnetworks.ts";
import { subnetworksWords } from "../words.ts";
import { subnetworksFigure } from "./subnetworks-figure.ts";

/** Number of masks that are drawn. */
const drawnMasks = 3;
/** Largest difference that rounding in f64 explains. */
const rounding = 1e-10;

export const subnetworks = defineExperiment<SubnetworksFacts>({
  question: {
    en: "Is dropout really an average over all sub-networks, and can a single pass with scaled weights replace it?",
    zh: "暂退法真的相当于对所有子网络取平均吗，把权重缩放后只算一遍能代替吗？",
  },
  seeds: 5,

  async measure(run) {
    const digits = await fewDigits({ examples: run.quick ? 1000 : 5000, validation: 0 });
    const units = run.quick ? 8 : 12;
    const layers = [[units], [units / 2, units / 2]] as const;
    const examples: SubnetworksFacts["example"][] = [];
    const measured = await run.overSeeds(async (one) => {
      const { train, test } = digits(one.seed);
      const [single, double] = [await trainSmall(one, layers[0], train, 5), await trainSmall(one, layers[1], train, 5)];
      if (examples.length === 0) examples.push(await exampleOf(double, test));
      return [await averagesOf(one, single, test), await averagesOf(one, double, test)] as const;
    });
    const [one, two] = layers.map((sizes, k) =>
      averaging(
        sizes,
        measured.map((found) => found[k]!),
        run,
      ),
    ) as [Averaging, Averaging];
    return {
      units,
      networks: 2 ** units,
      one,
      two,
      oneLayer: agreement(one),
      twoLayers: agreement(two),
      committee: distinguishable(one.losses.each, one.losses.arithmetic),
      scaling: distinguishable(one.losses.arithmetic, one.losses.scaled),
      example: examples[0]!,
    };
  },

  words: subnetworksWords,

  table: ({ one, two }) => ({
    columns: [
      text("hidden units dropped", "丢弃的隐藏单元"),
      { name: text("largest difference of the geometric mean", "几何平均的最大差别"), digits: 4 },
      { name: text("probability moved by the arithmetic mean", "算术平均移动的概率"), unit: "fraction" },
      { name: text("same class", "类别相同"), unit: "fraction" },
      { name: text("loss of a sub-network", "单个子网络的损失"), digits: 3 },
      { name: text("loss of the arithmetic mean", "算术平均的损失"), digits: 3 },
      { name: text("loss of the geometric mean", "几何平均的损失"), digits: 3 },
      { name: text("loss of a single pass", "只算一遍的损失"), digits: 3 },
    ],
    rows: [one, two].map(({ layers, geometric, moved, agreeing, losses }) => {
      const { each, arithmetic, geometric: product, scaled } = losses;
      return [layersName(layers), geometric, moved, agreeing, each, arithmetic, product, scaled];
    }),
  }),

  figure: subnetworksFigure,
});

const layersName = ([first, second]: readonly number[]): Text =>
  second === undefined
    ? say({ first: number(first!) }, "{first} in one layer", "一层，{first} 个")
    : say(
        { first: number(first!), second: number(second) },
        "{first} and {second} in two layers",
        "两层，{first} 个和 {second} 个",
      );

const agreement = ({ geometric }: Averaging): Agreement => (geometric <= rounding ? "equal" : "different");

/** Comparison of the averages with one seed. */
interface Averages extends Comparison {
  readonly deviation: number;
}

async function averagesOf(run: Run, model: SmallNetwork, test: Digits): Promise<Averages> {
  const comparison = await compareMeans(model, test.take(run.quick ? 200 : 500));
  return { ...comparison, deviation: await geometricDeviation(model, test.take(20).field(0)) };
}

function averaging(layers: readonly number[], found: readonly Averages[], { seeds }: Run): Averaging {
  const over = (value: (one: Averages) => number) => summarize(found.map(value), seeds);
  return {
    layers,
    geometric: Math.max(...found.map(({ deviation }) => deviation)),
    moved: over(({ moved }) => moved),
    agreeing: over(({ agreeing }) => agreeing),
    losses: {
      each: over(({ losses }) => losses.each),
      arithmetic: over(({ losses }) => losses.arithmetic),
      geometric: over(({ losses }) => losses.geometric),
      scaled: over(({ losses }) => losses.scaled),
    },
  };
}

/** Returns the predictions of all sub-networks for the digit with the least certain mean prediction. */
async function exampleOf(model: SmallNetwork, test: Digits): Promise<SubnetworksFacts["example"]> {
  const some = test.take(20);
  const found = compile((images: Tensor, labels: Tensor) => {
    const right = labels.cast("i32").oneHot(10);
    const of = (q: Tensor) => q.mul(right).sum(-1);
    const { each, arithmetic, geometric, scaled } = predictionsOf(model, images);
    return { each: of(each), arithmetic: of(arithmetic), geometric: of(geometric), scaled: of(scaled) };
  })(some.field(0), some.field(1));
  const means = [...(await found.arithmetic.array())];
  const uncertain = (q: number) => Math.abs(q - 0.5);
  const shown = means.reduce((best, q, i) => (uncertain(q) < uncertain(means[best]!) ? i : best), 0);
  const all = [...(await found.each.array())].filter((_, i) => i % some.length === shown);
  const masks = await sampleMasks(model, some.take(drawnMasks).field(0));
  // Mask k of all masks has the binary digits of k, lowest first.
  const indexOf = (mask: readonly number[]) => mask.reduce((k, bit, i) => k + bit * 2 ** i, 0);
  return {
    label: some.fields[1]!.data[shown]!,
    drawn: masks.map((mask) => ({ mask, probability: all[indexOf(mask)]! })),
    all,
    arithmetic: means[shown]!,
    geometric: (await found.geometric.array())[shown]!,
    scaled: (await found.scaled.array())[shown]!,
  };
}

/** Returns masks as sampled in training for these images: 0 or 1 for every hidden unit of two layers. */
async function sampleMasks(model: SmallNetwork, images: Tensor): Promise<number[][]> {
  const seen = compile(() => observe(() => model.forward(images))[1], { training: true })();
  const layers = await Promise.all(
    ["dropout.mask", "dropout.mask#2"].map(async (name) => [...(await seen[name]!.cast("f32").array())]),
  );
  const width = layers[0]!.length / images.shape[0]!;
  return Array.from({ length: images.shape[0]! }, (_, m) => {
    return layers.flatMap((layer) => layer.slice(m * width, (m + 1) * width));
  });
}
