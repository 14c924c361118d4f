/** Clipping of gradients, alone or in `minimize`. */
import { ArgumentError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { nodeOf } from "../tensor/value/lazy.ts";

/** √Σ x² over all elements of all tensors; 0 for none. A scalar. */
export function globalNorm(tensors: readonly Tensor[]): Tensor {
  checkTensors("globalNorm", tensors);
  const [first, ...rest] = tensors.map((tensor) => tensor.square().sum());
  if (first !== undefined) return rest.reduce((total, square) => total.add(square), first).sqrt();
  throw new ArgumentError("globalNorm was given no tensors", { rule: "There is at least one." });
}

/**
 * All gradients times one factor, which takes their global norm down to `limit` where it is larger (Pascanu et al., 2013).
 */
export function clipByNorm(gradients: readonly Tensor[], limit: number): Tensor[] {
  checkLimit("clipByNorm", limit);
  checkTensors("clipByNorm", gradients);
  // PyTorch's guard against a norm of 0.
  const factor = globalNorm(gradients).add(1e-6).rdiv(limit).minimum(1);
  return gradients.map((gradient) => gradient.mul(factor));
}

/** Every element taken into [-limit, limit]. */
export function clipByValue(gradients: readonly Tensor[], limit: number): Tensor[] {
  checkLimit("clipByValue", limit);
  checkTensors("clipByValue", gradients);
  return gradients.map((gradient) => gradient.clamp(-limit, limit));
}

function checkTensors(name: string, tensors: readonly Tensor[]): void {
  if (!Array.isArray(tensors)) nodeOf(tensors, name, "a list of tensors");
  for (const tensor of tensors) nodeOf(tensor, name, "a list of tensors");
}

function checkLimit(name: string, limit: number): void {
  if (typeof limit === "number" && limit > 0) return;
  throw new ArgumentError(`${name} was given the limit ${shown(limit)}`, { rule: "A limit is a number above 0." });
}
