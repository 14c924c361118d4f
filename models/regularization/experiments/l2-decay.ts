/**
 * Comparison of L2 regularization and weight decay: pairs of trainings that differ in this alone, with SGD, momentum
 * and Adam.
 */
import type { Layer } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";
import { type Digits, fewDigits } from "../../shared/few-digits.ts";
import { type OptimizerName, type Pair, type Way, lambda, optimizers, trainPair } from "../pair.ts";
import { norm } from "../norm.ts";

const names = Object.keys(optimizers) as OptimizerName[];
const ways: readonly Way[] = ["L2", "decay"];
const pixels = 784;

export const l2Decay: EnglishExperiment = {
  question: {
    en: "Is the L2 term just a fixed part of the loss, or does it change each update, as weight decay does?",
    zh: "L2 正则项只是损失里固定的一项，还是像权重衰减那样，每一步更新都受它影响？",
  },
  measure: async (run) => {
    const size = run.quick ? { units: 32, steps: 60, every: 5 } : { units: 256, steps: 400, every: 10 };
    const { train } = (await fewDigits({ examples: run.quick ? 500 : 1000, validation: 0 }))(run.seed);
    const pairs: [OptimizerName, Pair][] = [];
    for (const name of names) pairs.push([name, await trainPair(run, name, train, { ...size, seed: run.seed })]);
    const blank = blankPixels(train);
    const rows = await Promise.all(
      pairs.flatMap(([name, pair]) => ways.map(async (way) => ({ name, ...(await rowOf(pair, way, blank)) }))),
    );
    return {
      answer: answerOf(rows, size.steps),
      table: {
        columns: ["optimizer", "α", "λ", "way", "distance of the pair", "‖W₁‖", "‖W₂‖", "kept of W₁ at blank pixels"],
        rows: rows.map(({ name, way, distance, hidden, output, kept }) => {
          return [name, optimizers[name].learningRate, lambda, way, distance, hidden, output, kept];
        }),
      },
      figure: {
        kind: "chart",
        title: "How far the parameters under L2 and under weight decay are apart",
        x: { label: "step" },
        y: { label: "distance over norm", scale: "log" },
        layers: pairs.map(([name, { distances }]): Layer => ({ mark: "line", name, points: distances })),
      },
    };
  },
};

interface Row {
  readonly name: OptimizerName;
  readonly way: Way;
  readonly distance: number;
  /** ‖W₁‖ and ‖W₂‖. */
  readonly hidden: number;
  readonly output: number;
  /** Remaining fraction of the norm of the weights of blank pixels, which are changed by the regularization alone. */
  readonly kept: number;
}

async function rowOf({ models, first, distances }: Pair, way: Way, blank: Blank): Promise<Omit<Row, "name">> {
  const [hidden, output] = await Promise.all(models[way].weights.map((weight) => weight.array()));
  return {
    way,
    distance: distances.at(-1)![1],
    hidden: norm(hidden!),
    output: norm(output!),
    kept: norm(hidden!, blank) / norm(first, blank),
  };
}

/** Returns true if a weight of W₁, [units, pixels], belongs to a pixel without ink in all training digits. */
type Blank = (index: number) => boolean;

function blankPixels(train: Digits): Blank {
  const inked = new Set<number>();
  train.fields[0]!.data.forEach((ink, i) => {
    if (ink > 0) inked.add(i % pixels);
  });
  return (index) => !inked.has(index % pixels);
}

function answerOf(rows: readonly Row[], steps: number): string {
  const of = (name: OptimizerName, way: Way) => rows.find((row) => row.name === name && row.way === way)!;
  const [sgd, adam] = [of("SGD", "L2").distance, of("Adam", "L2").distance];
  const [underL2, underDecay] = [of("Adam", "L2"), of("Adam", "decay")].map(({ kept }) =>
    kept < 1e-3 ? "less than 0.1 %" : `${(100 * kept).toFixed(1)} %`,
  );
  const same = sgd < 1e-5;
  const other = adam > 1e-2;
  return [
    `Under plain SGD L2 ${same ? "is" : "should be, but here is not,"} weight decay by αλ: after ${steps} steps the ` +
      `parameters differ by ${sgd.toExponential(1)} of their norm${same ? ", which is rounding" : ""}.`,
    `Under Adam they ${other ? "are different updates" : "came out alike"}: ${adam.toPrecision(2)} of the norm apart, since ` +
      "the gradient of the penalty is divided by the root of its own mean square.",
    `Of weights whose only gradient is the penalty's, those of blank pixels, ${underL2} are left under L2 and ` +
      `${underDecay} under decay: the term is fixed, what it does is up to the optimizer.`,
  ].join(" ");
}
