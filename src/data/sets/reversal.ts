/** Reversal: sequences of letters, to be written backwards. */
import { checkCount } from "../batches.ts";
import { type DrawOptions, type Parts, drawExamples, drawnRecord } from "../drawn.ts";
import { Sequences } from "../sequences.ts";
import type { DataSet } from "../set.ts";

export interface ReversalOptions extends DrawOptions {
  /** Letters of the shortest and of the longest sequence. Defaults 3 and 10. */
  readonly shortest?: number;
  readonly longest?: number;
  /** How many different letters there are, at most 26. Default 26. */
  readonly letters?: number;
}

/** The number of the first letter; 0 is padding, 1 the start, 2 the end. */
export const reversalFirstLetter = 3;

export type ReversalPairs = Sequences<[source: number, target: number]>;

export const reversalSet: DataSet = {
  ...drawnRecord,
  name: "reversal",
  title: "Reversal",
  chinese: "序列反转",
  summary: "a row of letters, and the same row backwards",
  citation: "after the course of Qiu Xipeng, “Neural Networks and Deep Learning”, exercises of chapter 7 (2019)",
  sample: async (seed) => {
    const { fields } = reversal({ train: 8, validation: 0, test: 0, seed }).train;
    const word = (tokens: ArrayLike<number>) =>
      Array.from(tokens, (token) => String.fromCodePoint(94 + token)).join("");
    const rows = fields[0]!.map((source, i) => [word(source), word(fields[1]![i]!)]);
    return { kind: "table", columns: ["source", "target"], rows };
  },
};

/** Letters as numbers from 3 on; lengths are equally likely. No source is in two parts. */
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
