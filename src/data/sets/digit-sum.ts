/** DigitSum: the sum of the first two digits, asked for after others that are to be ignored: how long does a network remember? */
import { type DrawOptions, type Drawn, type Parts, drawParts, drawnRecord, drawnSample } from "../drawn.ts";
import type { DataSet } from "../set.ts";
import { checkCount } from "../batches.ts";

export interface DigitSumOptions extends DrawOptions {
  /** Digits of a sequence, from 3 on. Default 10. */
  readonly length?: number;
}

export const digitSumSet: DataSet = {
  ...drawnRecord,
  name: "digit-sum",
  title: "DigitSum",
  chinese: "数字求和",
  summary: "a row of digits, mostly zeros after the second, and the sum of the first two",
  citation: "after the course of Qiu Xipeng, “Neural Networks and Deep Learning”, practice of chapter 6",
  sample: async (seed) => drawnSample(digitSum({ train: 100, validation: 0, test: 0, seed }), seed, ["digits", "sum"]),
};

/** How often a digit after the second is drawn and not 0. */
const distraction = 0.25;

/**
 * Digits u8 [n, length], 0 to 9; sums u8 [n], 0 to 18. Throws an ArgumentError where there are not as many different
 * sequences as are asked for.
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
