/** Norms of weights, of all or of selected ones. */
import type { TypedArray } from "hebb";

/** Returns √Σ x² over the elements selected by `counts`; by default, over all. */
export function norm(values: TypedArray, counts: (index: number) => boolean = () => true): number {
  let sum = 0;
  values.forEach((value, i) => (sum += counts(i) ? value ** 2 : 0));
  return Math.sqrt(sum);
}
