/** Logits on the host, as used by decoding: plain numbers, one per token. */
import { ArgumentError, NumericError } from "../base/errors.ts";

/** Logits of one position, one number per token. */
export type Logits = Float32Array | Float64Array;

/**
 * Log-softmax of the logits. Throws an ArgumentError unless `logits` is a non-empty Float32Array or Float64Array, and a
 * NumericError if a logit is NaN or Infinity, or all are -Infinity.
 */
export function logProbabilities(logits: Logits): Float64Array {
  const largest = largestOf(logits);
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - largest);
  const shift = largest + Math.log(total);
  return Float64Array.from(logits, (logit) => logit - shift);
}

/** Returns the largest logit. Throws the same errors as `logProbabilities`. */
export function largestOf(logits: Logits): number {
  if (!(logits instanceof Float32Array || logits instanceof Float64Array) || logits.length === 0) {
    throw new ArgumentError("decoding was given no logits", {
      rule: "Logits must be a Float32Array with a number per token, such as await row.array().",
    });
  }
  let largest = -Infinity;
  for (const logit of logits) largest = logit > largest || Number.isNaN(logit) ? logit : largest;
  if (logits.some(Number.isNaN) || Math.abs(largest) === Infinity) {
    throw new NumericError("decoding was given invalid logits", {
      rule: "None may be NaN or Infinity, and not all -Infinity.",
    });
  }
  return largest;
}

/** Tokens of the `count` largest logits, in descending order of logits. Ties go to the smaller token. */
export function largestTokens(logits: Logits, count: number): number[] {
  const tokens = Array.from(logits, (_, token) => token);
  return tokens.sort((a, b) => compare(logits[b]!, logits[a]!) || a - b).slice(0, count);
}

/** Handles equality separately because -Infinity - -Infinity is NaN. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
