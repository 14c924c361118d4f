/** Quality of generated captions: exact matches and overlap with the given captions. */
import { mean } from "../shared/statistics.ts";

/** A caption as tokens. */
type Tokens = ArrayLike<number>;

/** Scores of generated captions. */
export interface Scores {
  /** Fraction of captions that are correct to the last token. */
  readonly exact: number;
  /** Mean of `overlap`. */
  readonly overlap: number;
}

/** Returns a caption of the data set without its last token, the end token. */
export function withoutEnd(caption: Int32Array): Int32Array {
  return caption.subarray(0, -1);
}

/** Scores generated captions against the given ones. */
export function scoresOf(written: readonly Tokens[], given: readonly Tokens[]): Scores {
  const exact = written.filter((own, i) => isSame(own, given[i]!)).length / written.length;
  const overlaps = written.map((own, i) => overlap(own, given[i]!));
  return { exact, overlap: mean(overlaps) };
}

/** Compares two captions token by token. */
export function isSame(a: Tokens, b: Tokens): boolean {
  return a.length === b.length && Array.from(a).every((token, i) => token === b[i]);
}

/**
 * Returns ROUGE-L (Lin, 2004): 2 c / (|a| + |b|), where c is the length of the longest common subsequence. This is the
 * F1 score of tokens that occur in the same order: 1 for equal captions, 0 for captions without a common token.
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
