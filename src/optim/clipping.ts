/** Gradient clipping, as functions; `minimize` has it as options. */
import { ArgumentError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { nodeOf } from "../tensor/value/lazy.ts";

/**
 * Global norm, √Σ x² over all elements of all tensors: a scalar. Throws an ArgumentError unless `tensors` is a
 * non-empty list of tensors.
 */
export function globalNorm(tensors: readonly Tensor[]): Tensor {
  checkTensors("globalNorm", tensors);
  const [first, ...rest] = tensors.map((tensor) => tensor.square().sum());
  if (first !== undefined) return rest.reduce((total, square) => total.add(square), first).sqrt();
  throw new ArgumentError("globalNorm was given no tensors", { rule: "Pass at least one." });
}

/**
 * Clips gradients by their global norm: if it exceeds `limit`, all gradients are multiplied by limit / (norm + 1e-6)
 * (Pascanu et al., 2013). Throws an ArgumentError unless `gradients` is a non-empty list of tensors and `limit` is
 * above 0. Same as PyTorch's clip_grad_norm_, but returns new tensors.
 */
export function clipByNorm(gradients: readonly Tensor[], limit: number): Tensor[] {
  checkLimit("clipByNorm", limit);
  checkTensors("clipByNorm", gradients);
  // The same guard against a norm of 0 as in PyTorch.
  const factor = globalNorm(gradients).add(1e-6).rdiv(limit).minimum(1);
  return gradients.map((gradient) => gradient.mul(factor));
}

/**
 * Clips gradients by value: clamps every element to [-limit, limit]. Throws an ArgumentError unless `gradients` is a
 * list of tensors and `limit` is above 0. Same as PyTorch's clip_grad_value_, but returns new tensors.
 */
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
  throw new ArgumentError(`${name} was given ${shown(limit)} as limit`, { rule: "It must be above 0." });
}
