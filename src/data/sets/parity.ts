/** Parity: after each bit whether the ones so far are odd in number; a state that depends on itself is needed. */
import { checkCount } from "../batches.ts";
import { type DrawOptions, type Drawn, type Parts, drawParts, drawnRecord, drawnSample } from "../drawn.ts";
import type { DataSet } from "../set.ts";

export interface ParityOptions extends DrawOptions {
  /** Bits of a sequence. Default 16. */
  readonly length?: number;
}

export const paritySet: DataSet = {
  ...drawnRecord,
  name: "parity",
  title: "Parity",
  chinese: "奇偶校验",
  summary: "a row of bits, and after each whether the ones so far are odd in number",
  citation: "a task of Minsky and Papert, “Perceptrons” (1969), along time",
  sample: async (seed) => drawnSample(parity({ train: 100, validation: 0, test: 0, seed }), seed, ["bits", "parity"]),
};

/** Bits u8 [n, length]; parities u8 [n, length]. Throws an ArgumentError where there are not as many different sequences. */
export function parity({ length = 16, ...options }: ParityOptions = {}): Parts<Drawn> {
  checkCount("the length", length, 1);
  const form = { shape: [length], dtype: "u8" } as const;
  return drawParts(options, [form, form], (numbers) => {
    let odd = 0;
    const bits = Array.from({ length }, () => numbers.below(2));
    return [bits, bits.map((bit) => (odd ^= bit))];
  });
}
