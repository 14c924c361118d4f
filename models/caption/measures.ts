/** How good a caption is that was written: the same as the given one, or how much of it in the same order. */
import { mean } from "../shared/statistics.ts";

/** Two captions as tokens. */
type Tokens = ArrayLike<number>;

export interface Scores {
  /** The share of captions that are right to the last token. */
  readonly exact: number;
  /** The mean of `overlap`. */
  readonly overlap: number;
}

/** A caption of the data without its last token, the end. */
export function withoutEnd(caption: Int32Array): Int32Array {
  return caption.subarray(0, -1);
}

/** Of captions that were written, beside the given ones. */
export function scoresOf(written: readonly Tokens[], given: readonly Tokens[]): Scores {
  const exact = written.filter((own, i) => isSame(own, given[i]!)).length / written.length;
  const overlaps = written.map((own, i) => overlap(own, given[i]!));
  return { exact, overlap: mean(overlaps) };
}

export function isSame(a: Tokens, b: Tokens): boolean {
  return a.length === b.length && Array.from(a).every((token, i) => token === b[i]);
}

/**
 * ROUGE-L (Lin, 2004): 2 c / (|a| + |b|), where c is the length of the longest common subsequence; the F1 of tokens that
 * count where they come in the same order. 1 for equal captions, 0 for captions without a token in common.
 */
export function overlap(a: Tokens, b: Tokens): number {
  return (2 * longestCommon(a, b)) / (a.length + b.length);
}

function longestCommon(a: Tokens, b: Tokens): number {
  let row = Array.from({ length: b.length + 1 }, () => 0);
  for (const token of Array.from(a)) {
    const next = [0];
    for (let j = 0; j < b.length; j++) {
      next.push(b[j] === token ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    }
    row = next;
  }
  return row[b.length]!;
}
