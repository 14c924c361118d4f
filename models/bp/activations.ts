/**
 * Activation functions f and their derivatives f', which the backward pass computes from the values of the forward
 * pass.
 */
import type { Tensor } from "hebb";

/** An activation function with its derivative. */
export interface Activation {
  /** Returns a = f(z). */
  readonly value: (z: Tensor) => Tensor;
  /** Returns f'(z) from z and a = f(z). */
  readonly slope: (z: Tensor, a: Tensor) => Tensor;
}

export const activations = {
  /** σ(z) = 1 / (1 + exp(-z)), σ' = σ (1 - σ) <= 1/4. */
  logistic: { value: (z) => z.sigmoid(), slope: (_, a) => a.mul(a.rsub(1)) },
  /** tanh' = 1 - tanh² <= 1. */
  tanh: { value: (z) => z.tanh(), slope: (_, a) => a.square().rsub(1) },
  /** max(z, 0), with derivative 1 for positive z and 0 elsewhere. */
  relu: { value: (z) => z.relu(), slope: (z) => z.greater(0).cast("f32") },
} as const satisfies Readonly<Record<string, Activation>>;

export type ActivationName = keyof typeof activations;
