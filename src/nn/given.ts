/** Check that arguments of layers and losses are tensors. */
import type { Tensor } from "../tensor/index.ts";
import { nodeOf } from "../tensor/value/lazy.ts";

/** Returns `x`, an argument of `caller`. Throws an ArgumentError unless it is a tensor. */
export function given(x: Tensor, caller: unknown): Tensor {
  nodeOf(x, String(caller));
  return x;
}
