/** Reversal task: reverse a sequence of letters. */
import { checkCount } from "../batches.ts";
import { type DrawOptions, type Parts, drawExamples, drawnRecord } from "../drawn.ts";
import { Sequences } from "../sequences.ts";
import type { DataSet } from "../set.ts";

/** Options of `reversal`. */
export interface ReversalOptions extends DrawOptions {
  /** Minimum number of letters of a sequence. Default 3. */
  readonly shortest?: number;
  /** Maximum number of letters of a sequence. Default 10. */
  readonly longest?: number;
  /** Number of different letters. Default 26. */
  readonly letters?: number;
}

/** Token id of the first letter; 0 is padding, 1 start, 2 end. */
export const reversalFirstLetter = 3;

/** Sequences and their reversals. */
export type ReversalPairs = Sequences<[source: number, target: number]>;

export const reversalSet: DataSet = {
  ...drawnRecord,
  name: "reversal",
  title: "Reversal",
  chinese: "序列反转",
  summary: "sequences of letters; the targets are the reversed sequences",
  citation: "after the course of Qiu Xipeng, “Neural Networks and Deep Learning”, exercises of chapter 7 (2019)",
  sample: async (seed) => {
    const { fields } = reversal({ train: 8, validation: 0, test: 0, seed }).train;
    const word = (tokens: ArrayLike<number>) =>
      Array.from(tokens, (token) => String.fromCodePoint(94 + token)).join("");
    const rows = fields[0]!.map((source, i) => [word(source), word(fields[1]![i]!)]);
    return { kind: "table", columns: ["source", "target"], rows };
  },
};

/**
 * Reversal task: sequences of letters, numbered from 3, and the reversed sequences. Lengths are uniformly distributed.
 * No source occurs twice. Throws an ArgumentError if there are not enough different sequences or an option is out of
 * range.
 */
export function reversal(options: ReversalOptions = {}): Parts<ReversalPairs> {
  const { shortest = 3, longest = 10, letters = 26, ...sizes } = options;
  checkCount("the shortest length", shortest, 1);
  checkCount("the longest length", longest, shortest);
  checkCount("the number of letters", letters, 1);
  const drawn = drawExamples(
    sizes,
    (numbers) => {
      const length = shortest + numbers.below(longest - shortest + 1);
      return Int32Array.from({ length }, () => reversalFirstLetter + numbers.below(letters));
    },
    (source) => source.join(),
  );
  const pairs = (sources: readonly Int32Array[]): ReversalPairs =>
    new Sequences<[number, number]>([sources, sources.map((source) => source.toReversed())]);
  return { train: pairs(drawn.train), validation: pairs(drawn.validation), test: pairs(drawn.test) };
}
