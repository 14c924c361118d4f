/** Numbers that choose among so many things, such as labels among classes: checked wherever they are used. */
import { build } from "../graph/builder.ts";
import { nodeOf } from "./lazy.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

/**
 * `indices`, i32 [...], as they are. One that is not from 0 to below `bound` is a fault of the program that uses it, as of
 * a gather: the read rejects, no state has changed, and the message calls the index a `noun` that `caller` was given. It is
 * a lookup in the numbers from 0 on, of which the compiler leaves the check.
 */
export function checked(caller: string, noun: string, indices: Tensor, bound: number): Tensor {
  const attributes = { axis: 0, label: caller, noun };
  return tensorOf(build.apply("gather", [build.iota(bound), nodeOf(indices, caller)], attributes));
}
