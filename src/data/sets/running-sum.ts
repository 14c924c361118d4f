/** Running sum task: the sum of all numbers so far, after each number. A linear recurrence can compute it. */
import { checkCount } from "../batches.ts";
import { type DrawOptions, type Drawn, type Parts, drawParts, drawnRecord, drawnSample } from "../drawn.ts";
import type { DataSet } from "../set.ts";

/** Options of `runningSum`. */
export interface RunningSumOptions extends DrawOptions {
  /** Number of elements of a sequence. Default 20. */
  readonly length?: number;
}

export const runningSumSet: DataSet = {
  ...drawnRecord,
  name: "running-sum",
  title: "Running sum",
  chinese: "累加求和",
  summary: "sequences of integers from -2 to 2; the targets are their running sums",
  citation: "a task of Hebb",
  sample: async (seed) =>
    drawnSample(runningSum({ train: 100, validation: 0, test: 0, seed }), seed, ["numbers", "sums"]),
};

/**
 * Running sum task: integers from -2 to 2, f32 [n, length], and their running sums, f32 [n, length]. Throws an
 * ArgumentError if there are not enough different sequences or an option is out of range.
 */
export function runningSum({ length = 20, ...options }: RunningSumOptions = {}): Parts<Drawn> {
  checkCount("the length", length, 1);
  const form = { shape: [length], dtype: "f32" } as const;
  return drawParts(options, [form, form], (numbers) => {
    let sum = 0;
    const row = Array.from({ length }, () => numbers.below(5) - 2);
    return [row, row.map((number) => (sum += number))];
  });
}
