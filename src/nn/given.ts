/** The check that what layers and losses are given are tensors. */
import type { Tensor } from "../tensor/index.ts";
import { nodeOf } from "../tensor/value/lazy.ts";

/** `x`, which `caller` was given. Throws an ArgumentError unless it is a tensor. */
export function given(x: Tensor, caller: unknown): Tensor {
  nodeOf(x, String(caller));
  return x;
}
