/** Copying task: reproduce a sequence of symbols after a delay. */
import { checkCount } from "../batches.ts";
import { type DrawOptions, type Drawn, type Parts, drawParts, drawnRecord, drawnSample } from "../drawn.ts";
import type { DataSet } from "../set.ts";

/** Options of `copying`. */
export interface CopyingOptions extends DrawOptions {
  /** Number of symbols to remember. Default 5. */
  readonly count?: number;
  /** Number of steps from the last symbol to the signal to reproduce them. Default 20. */
  readonly delay?: number;
}

/** Number of tokens: 0 is blank, 1 to 8 are symbols, 9 is the signal. */
export const copyingTokens = 10;

export const copyingSet: DataSet = {
  ...drawnRecord,
  name: "copying",
  title: "Copying",
  chinese: "延迟复制",
  summary: "a few symbols, many blanks and a signal; the targets are the symbols at the end",
  citation: "S. Hochreiter, J. Schmidhuber: Long short-term memory. Neural Computation 9 (1997)",
  sample: async (seed) =>
    drawnSample(copying({ train: 100, validation: 0, test: 0, seed }), seed, ["inputs", "targets"]),
};

/**
 * Copying task (Hochreiter and Schmidhuber, 1997). Inputs are tokens u8 [n, 2 * count + delay]: `count` symbols,
 * `delay` - 1 blanks, the signal and blanks. Targets have the same shape: blanks, then the symbols in the last `count`
 * places. Throws an ArgumentError if there are not enough different sequences or an option is out of range.
 */
export function copying({ count = 5, delay = 20, ...options }: CopyingOptions = {}): Parts<Drawn> {
  checkCount("the number of symbols", count, 1);
  checkCount("the delay", delay, 1);
  const form = { shape: [2 * count + delay], dtype: "u8" } as const;
  const blanks = (length: number) => new Array<number>(length).fill(0);
  return drawParts(options, [form, form], (numbers) => {
    const symbols = Array.from({ length: count }, () => 1 + numbers.below(8));
    return [
      [...symbols, ...blanks(delay - 1), copyingTokens - 1, ...blanks(count)],
      [...blanks(count + delay), ...symbols],
    ];
  });
}
