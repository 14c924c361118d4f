/** Parity task: the parity of the bits so far, after each bit. It requires a state that depends on itself. */
import { checkCount } from "../batches.ts";
import { type DrawOptions, type Drawn, type Parts, drawParts, drawnRecord, drawnSample } from "../drawn.ts";
import type { DataSet } from "../set.ts";

/** Options of `parity`. */
export interface ParityOptions extends DrawOptions {
  /** Number of bits of a sequence. Default 16. */
  readonly length?: number;
}

export const paritySet: DataSet = {
  ...drawnRecord,
  name: "parity",
  title: "Parity",
  chinese: "奇偶判断",
  summary: "sequences of bits; the targets are the parities of all bits so far",
  citation: "after M. Minsky, S. Papert, “Perceptrons” (1969), applied to sequences",
  sample: async (seed) => drawnSample(parity({ train: 100, validation: 0, test: 0, seed }), seed, ["bits", "parity"]),
};

/**
 * Parity task: bits u8 [n, length], and their running parities u8 [n, length], 1 for an odd number of ones. Throws an
 * ArgumentError if there are not enough different sequences or an option is out of range.
 */
export function parity({ length = 16, ...options }: ParityOptions = {}): Parts<Drawn> {
  checkCount("the length", length, 1);
  const form = { shape: [length], dtype: "u8" } as const;
  return drawParts(options, [form, form], (numbers) => {
    let odd = 0;
    const bits = Array.from({ length }, () => numbers.below(2));
    return [bits, bits.map((bit) => (odd ^= bit))];
  });
}
