/** Deviation of hand-written gradients from those of automatic differentiation. */
import { grad, reference } from "hebb";
import type { BPNetwork } from "./model.ts";
import { type Examples, inputs, targets } from "./training.ts";

/**
 * Returns the largest difference of an element of ∂R/∂W⁽ˡ⁾ or ∂R/∂b⁽ˡ⁾ from that of `grad`, relative to the largest
 * element of its matrix or vector. Both are computed in f64, so a difference is either rounding or a mistake.
 */
export async function deviation(model: BPNetwork, examples: Examples, lambda: number): Promise<number> {
  const [x, y] = [inputs(examples.field(0)), targets(examples.field(1))];
  const pass = model.propagate(x);
  const byHand = model.gradients(pass, model.deltas(pass, y), lambda).flatMap(({ weight, bias }) => [weight, bias]);
  const params = model.layers.flatMap(({ weight, bias }) => [weight, bias]);
  const values = await reference(...byHand, ...grad(model.risk(x, y, lambda), params));
  return Math.max(...params.map((_, i) => relativeDifference(values[i]!, values[params.length + i]!)));
}

/** Returns the largest difference, relative to the largest expected magnitude. */
export function relativeDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const differences = Array.from(expected, (value, i) => Math.abs(found[i]! - value));
  return Math.max(...differences) / Math.max(...Array.from(expected, Math.abs));
}
