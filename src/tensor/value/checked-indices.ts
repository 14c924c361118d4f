/** Numbers that choose among so many things, such as labels among classes, checked wherever they are used. */
import { nodeOf } from "./lazy.ts";
import { checked } from "./lookup.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

/**
 * `indices`, i32 [...], as they are. One that is negative, or not less than `bound`, is a fault of the program that uses
 * it, as of a `take`: the read rejects, no state has changed, and the message calls the index a `noun` that `caller` was
 * given. It is a lookup in an iota, of which the compiler keeps only the check.
 */
export function checkedIndices(caller: string, noun: string, indices: Tensor, bound: number): Tensor {
  return tensorOf(checked(nodeOf(indices, caller), bound, caller, noun));
}
