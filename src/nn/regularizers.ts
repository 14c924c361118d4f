/** Penalties on the size of parameters, to be added to a loss: loss.add(regularizers.l2(weights).mul(1e-4)). */
import { ArgumentError } from "../base/errors.ts";
import type { Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";

/** Σ |x| over all elements of all tensors (Tibshirani, 1996): a scalar. Throws an ArgumentError for no tensors. */
export function l1(tensors: Tensor | readonly Tensor[]): Tensor {
  return total("l1", tensors, (tensor) => tensor.abs());
}

/**
 * Σ x² over all elements of all tensors (Hoerl and Kennard, 1970): a scalar. Its half, times an optimizer's weightDecay, is
 * what that option adds to the loss. Throws an ArgumentError for no tensors.
 */
export function l2(tensors: Tensor | readonly Tensor[]): Tensor {
  return total("l2", tensors, (tensor) => tensor.square());
}

function total(name: string, tensors: Tensor | readonly Tensor[], cost: (tensor: Tensor) => Tensor): Tensor {
  const list: readonly Tensor[] = Array.isArray(tensors) ? tensors : [tensors as Tensor];
  const [first, ...rest] = list.map((tensor) => cost(given(tensor, name)).sum());
  if (first !== undefined) return rest.reduce((sum, part) => sum.add(part), first);
  throw new ArgumentError(`${name} was given no tensors`, { rule: "There is at least one." });
}
