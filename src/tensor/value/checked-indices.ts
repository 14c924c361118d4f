/** Indices with a range check wherever they are used, such as class labels. */
import { nodeOf } from "./lazy.ts";
import { checked } from "./lookup.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

/**
 * Returns `indices`, i32 [...], unchanged but checked. A program that uses an index below 0 or at least `bound` fails
 * as it does for `take`: the read rejects with a FaultError and no state changes. The message names `caller` and calls
 * the index a `noun`. The check is a lookup in an iota, of which the compiler keeps only the comparison.
 */
export function checkedIndices(caller: string, noun: string, indices: Tensor, bound: number): Tensor {
  return tensorOf(checked(nodeOf(indices, caller), bound, caller, noun));
}
