/**
 * DigitSum: the sum of the first two digits of a sequence, whose other digits are distractions. A test of long memory.
 */
import { type DrawOptions, type Drawn, type Parts, drawParts, drawnRecord, drawnSample } from "../drawn.ts";
import type { DataSet } from "../set.ts";
import { checkCount } from "../batches.ts";

/** Options of `digitSum`. */
export interface DigitSumOptions extends DrawOptions {
  /** Number of digits of a sequence, at least 3. Default 10. */
  readonly length?: number;
}

export const digitSumSet: DataSet = {
  ...drawnRecord,
  name: "digit-sum",
  title: "DigitSum",
  chinese: "数字求和",
  summary: "sequences of digits, mostly zeros after the second; the target is the sum of the first two",
  citation: "after the course of Qiu Xipeng, “Neural Networks and Deep Learning”, practice of chapter 6",
  sample: async (seed) => drawnSample(digitSum({ train: 100, validation: 0, test: 0, seed }), seed, ["digits", "sum"]),
};

/** Probability that a digit after the second is random instead of 0. */
const distraction = 0.25;

/**
 * DigitSum task: digits u8 [n, length] from 0 to 9, and sums of the first two, u8 [n] from 0 to 18. Throws an
 * ArgumentError if there are not enough different sequences or an option is out of range.
 */
export function digitSum({ length = 10, ...options }: DigitSumOptions = {}): Parts<Drawn> {
  checkCount("the length", length, 3);
  const forms = [
    { shape: [length], dtype: "u8" },
    { shape: [], dtype: "u8" },
  ] as const;
  return drawParts(options, forms, (numbers) => {
    const digits = Array.from({ length }, (_, i) => (i < 2 || numbers.uniform() < distraction ? numbers.below(10) : 0));
    return [digits, [digits[0]! + digits[1]!]];
  });
}
