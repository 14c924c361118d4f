/** How large weights are, all of them or those that count. */
import type { TypedArray } from "hebb";

/** √Σ x² over those elements that `counts` says, or over all. */
export function norm(values: TypedArray, counts: (index: number) => boolean = () => true): number {
  let sum = 0;
  values.forEach((value, i) => (sum += counts(i) ? value ** 2 : 0));
  return Math.sqrt(sum);
}
