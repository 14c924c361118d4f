/** Rows of logits on the host, as decoding takes them: plain numbers, one for each token. Knows no tensors. */
import { ArgumentError, NumericError } from "../base/errors.ts";

export type Logits = Float32Array | Float64Array;

/** log softmax of the logits. Throws an ArgumentError for no logits, a NumericError where they are no distribution. */
export function logProbabilities(logits: Logits): Float64Array {
  const largest = largestOf(logits);
  let total = 0;
  for (const logit of logits) total += Math.exp(logit - largest);
  const shift = largest + Math.log(total);
  return Float64Array.from(logits, (logit) => logit - shift);
}

/** Throws as `logProbabilities` does. */
export function largestOf(logits: Logits): number {
  if (!(logits instanceof Float32Array || logits instanceof Float64Array) || logits.length === 0) {
    throw new ArgumentError("decoding was given no logits", {
      rule: "Logits are a Float32Array with a number for each token, such as await tensor.array() of one row.",
    });
  }
  let largest = -Infinity;
  for (const logit of logits) largest = logit > largest || Number.isNaN(logit) ? logit : largest;
  if (logits.some(Number.isNaN) || Math.abs(largest) === Infinity) {
    throw new NumericError("decoding was given logits that are no distribution", {
      rule: "None is NaN or infinity, and not all are -infinity.",
    });
  }
  return largest;
}

/** The tokens of the `count` largest logits, the largest first; of equal ones the first. */
export function largestTokens(logits: Logits, count: number): number[] {
  const tokens = Array.from(logits, (_, token) => token);
  return tokens.sort((a, b) => compare(logits[b]!, logits[a]!) || a - b).slice(0, count);
}

/** The difference of two -infinities is NaN. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
