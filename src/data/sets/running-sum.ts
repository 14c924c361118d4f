/** Running sum: after each number the sum of all so far, which a linear recurrence can keep. */
import { checkCount } from "../batches.ts";
import { type DrawOptions, type Drawn, type Parts, drawParts, drawnRecord, drawnSample } from "../drawn.ts";
import type { DataSet } from "../set.ts";

export interface RunningSumOptions extends DrawOptions {
  /** Numbers of a sequence. Default 20. */
  readonly length?: number;
}

export const runningSumSet: DataSet = {
  ...drawnRecord,
  name: "running-sum",
  title: "Running sum",
  chinese: "累加",
  summary: "a row of numbers from -2 to 2, and after each the sum so far",
  citation: "a task of Hebb's own",
  sample: async (seed) =>
    drawnSample(runningSum({ train: 100, validation: 0, test: 0, seed }), seed, ["numbers", "sums"]),
};

/** Whole numbers from -2 to 2, f32 [n, length]; their running sums, f32 [n, length]. */
export function runningSum({ length = 20, ...options }: RunningSumOptions = {}): Parts<Drawn> {
  checkCount("the length", length, 1);
  const form = { shape: [length], dtype: "f32" } as const;
  return drawParts(options, [form, form], (numbers) => {
    let sum = 0;
    const row = Array.from({ length }, () => numbers.below(5) - 2);
    return [row, row.map((number) => (sum += number))];
  });
}
