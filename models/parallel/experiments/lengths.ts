/** Time of a training step by sequence length, for five layers of the same width. */
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { type Kind, kinds, mixerOf, names } from "../sequence.ts";
import { layerStep, machineWords, medianTimes } from "../timing.ts";
import { parameterCount } from "../../shared/layers.ts";

type Times = Readonly<Record<Kind, readonly number[]>>;

export const lengthsExperiment: EnglishExperiment = {
  question: {
    en: "How does the time of a training step grow with the length of the sequence?",
    zh: "序列变长，训练一步会慢多少？",
  },

  async measure(run: Run): Promise<Finding> {
    const { batch, width, lengths, rounds } = run.quick
      ? { batch: 1, width: 8, lengths: [8, 16, 32], rounds: 3 }
      : { batch: 4, width: 64, lengths: [16, 32, 64, 128, 256, 512, 1024, 2048], rounds: 21 };
    const times: Record<Kind, number[]> = { scan: [], loop: [], gru: [], convolution: [], attention: [] };
    for (const time of lengths) {
      const steps = kinds.map((kind) => layerStep(kind, { batch, time, width }));
      const medians = await medianTimes(run, `length ${time}`, steps, rounds);
      kinds.forEach((kind, i) => times[kind].push(medians[i]!));
    }
    const exponents = kinds.map((kind) => exponentOf(lengths, times[kind]));
    return {
      answer: answerOf(lengths, times, `batch ${batch} and width ${width} on ${machineWords()}`),
      table: {
        columns: ["length", ...kinds.map((kind) => `${names[kind]} (ms)`)],
        rows: [
          ...lengths.map((length, i) => [length, ...kinds.map((kind) => times[kind][i]!)]),
          ["exponent", ...exponents],
          ["parameters", ...kinds.map((kind) => parameterCount(mixerOf(kind, width)))],
        ],
      },
      figure: {
        kind: "chart",
        title: `A training step of one layer of width ${width}, batch ${batch}, ${machineWords()}`,
        x: { label: "length of the sequence", scale: "log" },
        y: { label: "milliseconds", scale: "log" },
        layers: kinds.flatMap((kind) => {
          const points = lengths.map((length, i) => [length, times[kind][i]!] as const);
          return [
            { mark: "line", name: names[kind], points } as const,
            { mark: "points", name: names[kind], points } as const,
          ];
        }),
      },
    };
  },
};

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

function answerOf(lengths: readonly number[], times: Times, where: string): string {
  const ranked = (i: number) => kinds.toSorted((a, b) => times[a][i]! - times[b][i]!);
  const milliseconds = (kind: Kind, i: number) => `${names[kind]} ${shortly(times[kind][i]!)} ms`;
  const order = (i: number) =>
    `${lengths[i]} steps take ${ranked(i)
      .map((kind) => milliseconds(kind, i))
      .join(", ")}`;
  const last = lengths.length - 1;
  const exponent = (kind: Kind) => exponentOf(lengths, times[kind]).toFixed(2);
  const overtaken = lengths.find((_, i) => times.attention[i]! > times.gru[i]!);
  const [scan, loop, gru] = (["scan", "loop", "gru"] as const).map((kind) => times[kind][last]!);
  return (
    `With ${where}, ${order(0)}; ${order(last)}. Over the longer half the time grows with the length to the power ${exponent("scan")} for minGRU by scan, ${exponent("loop")} by its loop, ` +
    `${exponent("gru")} for the GRU, ${exponent("convolution")} for the convolution and ${exponent("attention")} for self-attention, whose scores are as many as the square of the length` +
    (overtaken === undefined ? ". " : `: from ${overtaken} steps on it is slower than the GRU. `) +
    `At ${lengths[last]} steps the GRU takes ${(gru! / scan!).toFixed(1)} times as long as minGRU by scan and ${(gru! / loop!).toFixed(1)} times as long as by its loop: ` +
    (loop! < 1.2 * scan!
      ? "what is gained is that no product of matrices is left in the loop, and only a third of them at all; the scan itself adds nothing here."
      : "what is gained is that no product of matrices is left in the loop, only a third of them at all, and the scan.")
  );
}

/** Formats a time with at least two digits and without an exponent. */
function shortly(milliseconds: number): string {
  return milliseconds < 10 ? milliseconds.toPrecision(2) : milliseconds.toFixed(0);
}
