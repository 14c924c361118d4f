/**
 * Effects of each kind of regularization on the weights: norms of layers and units, and the fraction of weights close
 * to 0.
 */
import type { TypedArray } from "hebb";
import type { Chart } from "../../figure.ts";
import { number } from "../../quantity.ts";
import type { Run } from "../../run.ts";
import { type FewDigits, fewDigits } from "../../shared/few-digits.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { NormsFacts, Weights } from "../facts.ts";
import { kindWords } from "../names.ts";
import { norm } from "../norm.ts";
import { type Kind, kinds, measureDigits, strengths, trainClassifier } from "../train.ts";
import { normsWords } from "../words.ts";

/**
 * Magnitude that counts as close to 0: a few steps of Adam, because a step along the gradient of the penalty overshoots
 * 0.
 */
const near = 2e-3;

/** One of `stride` weights is drawn. */
const stride = 39;
const widest = 0.15;

export const norms = defineExperiment<NormsFacts>({
  question: {
    en: "What does each kind of regularization do to the weights: are all of them smaller, or are many close to zero?",
    zh: "不同的正则化方法会把权重变成什么样：普遍变小，还是很多接近零？",
  },
  seeds: 3,

  async measure(run) {
    const digits = await fewDigits(
      run.quick ? { examples: 500, validation: 200, test: 1000 } : { examples: 1000, validation: 2000 },
    );
    const measured = await run.overSeeds(async (one) => {
      const drawn = digits(one.seed);
      const found: Measured[] = [];
      for (const kind of kinds) found.push(await measuredBy(one, kind, drawn));
      return found;
    });
    const found = kinds.map((kind, k): Weights => {
      const over = (value: (one: Measured) => number) =>
        summarize(
          measured.map((all) => value(all[k]!)),
          run.seeds,
        );
      return {
        kind,
        hidden: over(({ hidden }) => norm(hidden)),
        output: over(({ output }) => norm(output)),
        largest: over(largestNorm),
        small: over(({ hidden }) => hidden.filter((value) => Math.abs(value) < near).length / hidden.length),
        loss: over(({ loss }) => loss),
        sample: Float32Array.from(measured[0]![k]!.hidden).filter((_, i) => i % stride === 0),
      };
    });
    const of = (kind: Kind) => found[kinds.indexOf(kind)]!;
    const { norm: bound } = strengths;
    return {
      near,
      bound,
      kinds: found,
      shrinking: distinguishable(of("none").hidden, of("l2").hidden),
      sparsity: distinguishable(of("l1").small, of("l2").small),
      bounded: of("norm").largest.values.every((value) => value <= bound + 1e-5) ? "kept" : "exceeded",
    };
  },

  words: normsWords,

  table: ({ kinds: found, near: limit }) => ({
    columns: [
      text("regularization", "正则化"),
      { name: text("‖W₁‖", "‖W₁‖"), digits: 2 },
      { name: text("‖W₂‖", "‖W₂‖"), digits: 2 },
      { name: text("largest ‖w‖ of a unit", "单个神经元最大的 ‖w‖"), digits: 3 },
      { name: say({ limit: number(limit) }, "|w| < {limit} in W₁", "W₁ 中 |w| < {limit} 的比例"), unit: "fraction" },
      { name: text("test cross entropy", "测试集交叉熵"), digits: 3 },
    ],
    rows: found.map(({ kind, hidden, output, largest, small, loss }) => [
      kindWords(kind),
      hidden,
      output,
      largest,
      small,
      loss,
    ]),
  }),

  figure: ({ kinds: found }) => ({
    kind: "panels",
    title: text("Weights of the hidden layer after training", "训练之后隐藏层的权重"),
    columns: 2,
    panels: found.map(histogram),
  }),
});

/** Weights and test loss of one training. */
interface Measured {
  readonly hidden: TypedArray;
  readonly output: TypedArray;
  readonly loss: number;
}

async function measuredBy(run: Run, kind: Kind, digits: FewDigits): Promise<Measured> {
  const size = run.quick ? { units: 32, epochs: 20 } : { units: 256, epochs: 60 };
  const options = { ...size, seed: run.seed, validated: kind === "early" };
  const { model } = await trainClassifier(run, kind, digits, options);
  const { loss } = await measureDigits(model, digits.test);
  const [hidden, output] = await Promise.all(model.weights.map((weight) => weight.array()));
  return { hidden: hidden!, output: output!, loss };
}

/** Returns the largest norm of the weights of a unit in either layer. */
function largestNorm({ hidden, output }: Measured): number {
  const units = output.length / 10;
  return Math.max(...normsOfUnits(hidden, hidden.length / units), ...normsOfUnits(output, units));
}

/** Returns the norms of the rows of weights [units, inputs]. */
function normsOfUnits(weights: TypedArray, inputs: number): number[] {
  return Array.from({ length: weights.length / inputs }, (_, unit) =>
    norm(weights.subarray(unit * inputs, (unit + 1) * inputs)),
  );
}

function histogram({ kind, sample }: Weights): Chart {
  return {
    kind: "chart",
    title: kindWords(kind),
    x: { label: text("weight", "权重"), domain: [-widest, widest] },
    y: { label: text("weights", "权重个数") },
    layers: [{ mark: "histogram", values: Array.from(sample).filter((value) => Math.abs(value) <= widest) }],
  };
}
