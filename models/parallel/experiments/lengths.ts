/** Time of a training step by sequence length, for five layers of the same width. */
import { threads } from "hebb";
import type { Chart } from "../../figure.ts";
import { parameterCount } from "../../shared/layers.ts";
import { median } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import type { Growth, LengthsFacts } from "../facts.ts";
import { layerNames } from "../names.ts";
import { type Kind, kinds, mixerOf } from "../sequence.ts";
import { fewestRounds, inSeconds, layerStep, slower, timesOf, timingOf } from "../timing.ts";
import { lengthsWords } from "../words-of-time.ts";

export const lengthsExperiment = defineExperiment<LengthsFacts>({
  question: {
    en: "How does the time of a training step grow with the length of the sequence?",
    zh: "序列变长，训练一步会慢多少？",
  },

  async measure(run) {
    const { batch, width, lengths, rounds } = run.quick
      ? { batch: 1, width: 8, lengths: [8, 16, 32], rounds: 3 }
      : { batch: 4, width: 64, lengths: [16, 32, 64, 128, 256, 512, 1024, 2048], rounds: 21 };
    const times: Record<Kind, number[][]> = { scan: [], loop: [], gru: [], convolution: [], attention: [] };
    for (const time of lengths) {
      const steps = kinds.map((kind) => layerStep(kind, { batch, time, width }));
      const measured = await timesOf(run, `length ${time}`, steps, rounds);
      kinds.forEach((kind, i) => times[kind].push(measured[i]!));
    }
    const layers = kinds.map((kind) => {
      const exponents = exponentsOf(lengths, times[kind]);
      return {
        kind,
        parameters: parameterCount(mixerOf(kind, width)),
        times: times[kind].map(inSeconds),
        exponent: median(exponents),
        growth: growthOf(exponents),
      };
    });
    const overtaken = lengths.findIndex((_, i) => slower(times.attention[i]!, times.gru[i]!) === "a is larger");
    return {
      batch,
      width,
      threads: threads(),
      rounds,
      lengths,
      layers,
      fastest: fastestOf(layers),
      gates: slower(times.gru.at(-1)!, times.scan.at(-1)!),
      scan: slower(times.scan.at(-1)!, times.loop.at(-1)!),
      overtaken: overtaken < 0 ? null : lengths[overtaken]!,
    };
  },

  words: lengthsWords,

  table: ({ lengths, layers }) => ({
    columns: [
      text("length", "长度"),
      ...layers.map(({ kind }) => ({
        name: { en: `${layerNames(kind).en} (ms)`, zh: `${layerNames(kind).zh}，毫秒` },
      })),
    ],
    rows: [
      ...lengths.map((length, i) => [length, ...layers.map(({ times }) => 1000 * times[i]!.median)]),
      [text("exponent of the length", "长度的指数"), ...layers.map(({ exponent }) => exponent)],
      [text("parameters", "参数"), ...layers.map(({ parameters }) => parameters)],
    ],
  }),

  figure: figureOf,
});

/**
 * Returns the exponent of time in length: the slope of log time over log length by least squares, over the longer half
 * of the lengths.
 */
export function exponentOf(lengths: readonly number[], times: readonly number[]): number {
  const from = Math.floor((lengths.length - 1) / 2);
  const points = lengths.slice(from).map((length, i) => [Math.log(length), Math.log(times[from + i]!)] as const);
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return covariance / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

/** Returns the exponent of each round. `times[length][round]` */
function exponentsOf(lengths: readonly number[], times: readonly (readonly number[])[]): number[] {
  return times[0]!.map((_, round) =>
    exponentOf(
      lengths,
      times.map((own) => own[round]!),
    ),
  );
}

/** Exponents between which a time counts as proportional to the length. */
const proportional = [0.8, 1.3] as const;

/** Returns the growth on which both quartiles of the exponents agree; unclear if there are too few rounds. */
export function growthOf(exponents: readonly number[]): Growth {
  const { low, high } = timingOf(exponents);
  if (exponents.length < fewestRounds) return "unclear";
  if (high < proportional[0]) return "slower";
  if (low > proportional[1]) return "faster";
  return low >= proportional[0] && high <= proportional[1] ? "proportional" : "unclear";
}

function fastestOf(layers: LengthsFacts["layers"]): LengthsFacts["fastest"] {
  if (layers.some(({ kind, growth }) => kind !== "attention" && growth === "faster")) return "others too";
  if (layers.some(({ growth }) => growth === "unclear")) return "unclear";
  return layers.some(({ growth }) => growth === "faster") ? "attention only" : "none";
}

function figureOf({ lengths, layers }: LengthsFacts): Chart {
  return {
    kind: "chart",
    title: text("Time of a training step of one layer", "一层训练一步的用时"),
    x: { label: text("length of the sequence", "序列长度"), scale: "log" },
    y: { label: text("milliseconds", "毫秒"), scale: "log" },
    layers: layers.flatMap(({ kind, times }) => {
      const [name, points] = [layerNames(kind), times.map(({ median }, i) => [lengths[i]!, 1000 * median] as const)];
      const spread = times.map(({ low, high }, i) => [lengths[i]!, 1000 * low, 1000 * high] as const);
      return [
        { mark: "band", name, points: spread } as const,
        { mark: "line", name, points } as const,
        { mark: "points", name, points } as const,
      ];
    }),
  };
}
