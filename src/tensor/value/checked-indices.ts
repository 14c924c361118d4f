/** Numbers that choose among so many things, such as labels among classes, checked wherever they are used. */
import { build } from "../../graph/builder.ts";
import { primitives } from "../../ops/index.ts";
import { nodeOf } from "./lazy.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

/**
 * `indices`, i32 [...], as they are. One that is negative, or not less than `bound`, is a fault of the program that uses
 * it, as of a gather: the read rejects, no state has changed, and the message calls the index a `noun` that `caller` was
 * given. It is a lookup in an iota, of which the compiler keeps only the check.
 */
export function checkedIndices(caller: string, noun: string, indices: Tensor, bound: number): Tensor {
  const attributes = { axis: 0, label: caller, noun };
  return tensorOf(build.apply(primitives.gather, [build.iota(bound), nodeOf(indices, caller)], attributes));
}
