/**
 * Effects of each kind of regularization on the weights: norms of layers and units, and the fraction of weights close
 * to 0.
 */
import type { TypedArray } from "hebb";
import type { Chart } from "../../figure.ts";
import type { EnglishExperiment } from "../../system.ts";
import { fewDigits } from "../../shared/few-digits.ts";
import { norm } from "../norm.ts";
import { type Kind, kindNames, kinds, measureDigits, trainClassifier } from "../train.ts";

/**
 * Magnitude that counts as close to 0: a few steps of Adam, because a step along the gradient of the penalty overshoots
 * 0.
 */
const near = 2e-3;

/** One of `stride` weights is drawn. */
const stride = 39;
const widest = 0.15;

export const norms: EnglishExperiment = {
  question: {
    en: "What does each kind of regularization do to the weights: are all of them smaller, or are many close to zero?",
    zh: "不同的正则化方法会把权重变成什么样：普遍变小，还是很多接近零？",
  },
  measure: async (run) => {
    const size = run.quick ? { units: 32, epochs: 20 } : { units: 256, epochs: 60 };
    const digits = (
      await fewDigits(run.quick ? { examples: 500, validation: 200 } : { examples: 1000, validation: 2000 })
    )(run.seed);
    const rows: Row[] = [];
    for (const kind of kinds) {
      const { model } = await trainClassifier(run, kind, digits, { ...size, seed: run.seed });
      const { loss } = await measureDigits(model, digits.test);
      const [hidden, output] = await Promise.all(model.weights.map((weight) => weight.array()));
      rows.push(rowOf(kind, hidden!, output!, loss));
    }
    return {
      answer: answerOf(rows),
      table: {
        columns: ["kind", "‖W₁‖", "‖W₂‖", "largest ‖w‖ of a unit", `|w| < ${near} in W₁`, "test cross entropy"],
        rows: rows.map(({ kind, hidden, output, largest, small, loss }) => {
          return [kindNames[kind], norm(hidden), norm(output), largest, small, loss];
        }),
      },
      figure: {
        kind: "panels",
        title: "Weights of the hidden layer after training",
        columns: 2,
        panels: rows.map(histogram),
      },
    };
  },
};

interface Row {
  readonly kind: Kind;
  readonly hidden: TypedArray;
  readonly output: TypedArray;
  /** Norm of a unit in either layer. */
  readonly largest: number;
  /** Fraction of W₁ that is close to 0. */
  readonly small: number;
  readonly loss: number;
}

function rowOf(kind: Kind, hidden: TypedArray, output: TypedArray, loss: number): Row {
  const units = output.length / 10;
  const largest = Math.max(...normsOfUnits(hidden, hidden.length / units), ...normsOfUnits(output, units));
  const small = hidden.filter((value) => Math.abs(value) < near).length / hidden.length;
  return { kind, hidden, output, largest, small, loss };
}

/** Returns the norms of the rows of weights [units, inputs]. */
function normsOfUnits(weights: TypedArray, inputs: number): number[] {
  return Array.from({ length: weights.length / inputs }, (_, unit) =>
    norm(weights.subarray(unit * inputs, (unit + 1) * inputs)),
  );
}

function histogram({ kind, hidden }: Row): Chart {
  const values = Array.from(hidden).filter((value, i) => i % stride === 0 && Math.abs(value) <= widest);
  return {
    kind: "chart",
    title: kindNames[kind],
    x: { label: "weight", domain: [-widest, widest] },
    y: { label: "weights" },
    layers: [{ mark: "histogram", values }],
  };
}

function answerOf(rows: readonly Row[]): string {
  const of = (kind: Kind) => rows.find((row) => row.kind === kind)!;
  const percent = (fraction: number) => `${(100 * fraction).toFixed(0)} %`;
  const sparsest = rows.reduce((most, row) => (row.small > most.small ? row : most));
  const [none, l1, l2, decay, bounded] = [of("none"), of("l1"), of("l2"), of("decay"), of("norm")];
  return [
    `Without regularization ‖W₁‖ is ${norm(none.hidden).toFixed(1)}; it is ${norm(l2.hidden).toFixed(1)} with L2, ` +
      `${norm(decay.hidden).toFixed(1)} with weight decay, ${norm(l1.hidden).toFixed(1)} with L1.`,
    `${percent(l1.small)} of the hidden weights are within ${near} of 0 with L1, ${percent(l2.small)} with L2 and ` +
      `${percent(none.small)} without; the most are with ${kindNames[sparsest.kind]}.`,
    `The bound holds the largest norm of a unit at ${bounded.largest.toFixed(3)}, which is ${none.largest.toFixed(2)} without.`,
  ].join(" ");
}
