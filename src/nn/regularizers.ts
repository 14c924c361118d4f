/** Penalties on the size of parameters. Add them to a loss: loss.add(regularizers.l2(weights).mul(1e-4)). */
import { ArgumentError } from "../base/errors.ts";
import type { Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";

/**
 * L1 penalty, Σ |x| over all elements of all tensors: a scalar (Tibshirani, 1996). Throws an ArgumentError for an empty
 * list.
 */
export function l1(tensors: Tensor | readonly Tensor[]): Tensor {
  return total("l1", tensors, (tensor) => tensor.abs());
}

/**
 * L2 penalty, Σ x² over all elements of all tensors: a scalar (Hoerl and Kennard, 1970). The option weightDecay of an
 * optimizer (except adamw) has the effect of adding weightDecay / 2 times this penalty to the loss. Throws an
 * ArgumentError for an empty list.
 */
export function l2(tensors: Tensor | readonly Tensor[]): Tensor {
  return total("l2", tensors, (tensor) => tensor.square());
}

function total(name: string, tensors: Tensor | readonly Tensor[], cost: (tensor: Tensor) => Tensor): Tensor {
  const list: readonly Tensor[] = Array.isArray(tensors) ? tensors : [tensors as Tensor];
  const [first, ...rest] = list.map((tensor) => cost(given(tensor, name)).sum());
  if (first !== undefined) return rest.reduce((sum, part) => sum.add(part), first);
  throw new ArgumentError(`${name} was given no tensors`, { rule: "Pass at least one." });
}
