/** Copying: some symbols are seen, then nothing for a while, then they are to be given back in their order. */
import { checkCount } from "../batches.ts";
import { type DrawOptions, type Drawn, type Parts, drawParts, drawnRecord, drawnSample } from "../drawn.ts";
import type { DataSet } from "../set.ts";

export interface CopyingOptions extends DrawOptions {
  /** Symbols to remember. Default 5. */
  readonly count?: number;
  /** Steps between the last symbol and the signal to give them back. Default 20. */
  readonly delay?: number;
}

/** Tokens: 0 is blank, 1 to 8 are symbols, 9 is the signal. */
export const copyingTokens = 10;

export const copyingSet: DataSet = {
  ...drawnRecord,
  name: "copying",
  title: "Copying",
  chinese: "复制",
  summary: "symbols, blanks for a while, a signal; and at the end the symbols again",
  citation: "S. Hochreiter, J. Schmidhuber: Long short-term memory. Neural Computation 9 (1997)",
  sample: async (seed) => drawnSample(copying({ train: 100, validation: 0, test: 0, seed }), seed, ["seen", "wanted"]),
};

/**
 * Tokens u8 [n, 2 * count + delay]: `count` symbols, `delay` - 1 blanks, the signal, blanks; targets of the same shape: the
 * symbols in the last `count` places, blanks before. Throws an ArgumentError where there are not as many sequences.
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
