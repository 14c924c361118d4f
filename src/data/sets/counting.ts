/** aⁿbⁿ: the simplest language that no finite automaton recognizes. */
import { checkCount } from "../batches.ts";
import { drawnRecord } from "../drawn.ts";
import { Sequences } from "../sequences.ts";
import type { DataSet } from "../set.ts";

/** Options of `counting`. */
export interface CountingOptions {
  /** Smallest n. Default 1. */
  readonly from?: number;
  /** Largest n. Default 10. */
  readonly to?: number;
}

/** Tokens by id: the start and end of a string, a, b. */
export const countingTokens = ["⊣", "a", "b"] as const;

export const countingSet: DataSet = {
  ...drawnRecord,
  name: "counting",
  title: "aⁿbⁿ",
  chinese: "aⁿbⁿ 计数",
  summary: "strings of n letters a followed by n letters b",
  size: "one string for each n",
  citation: "F. Gers, J. Schmidhuber: LSTM recurrent networks learn simple context-free languages. IEEE TNN 12 (2001)",
  sample: async () => {
    const { fields } = counting({ to: 6 });
    const rows = fields[0]!.map((tokens, i) => [i + 1, Array.from(tokens, (token) => countingTokens[token]).join("")]);
    return { kind: "table", columns: ["n", "string"], rows };
  },
};

/**
 * Language aⁿbⁿ (Gers and Schmidhuber, 2001): for each n, a sequence of tokens, 0 1…1 2…2, and the next tokens, 1…1 2…2
 * 0. All tokens after the first b can be predicted; before it, n is unknown. Throws an ArgumentError unless 1 <= from
 *   <= to.
 */
export function counting({ from = 1, to = 10 }: CountingOptions = {}): Sequences<[tokens: number, next: number]> {
  checkCount("the smallest n", from, 1);
  checkCount("the largest n", to, from);
  const strings = Array.from({ length: to - from + 1 }, (_, i) => {
    const n = from + i;
    return [...new Array<number>(n).fill(1), ...new Array<number>(n).fill(2)];
  });
  return new Sequences<[number, number]>([
    strings.map((string) => Int32Array.of(0, ...string)),
    strings.map((string) => Int32Array.of(...string, 0)),
  ]);
}
