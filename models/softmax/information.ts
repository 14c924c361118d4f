/** Entropy, cross entropy and divergence of a classifier's distributions q with respect to targets p, in nats. */
import { type Tensor, compile, crossEntropy, klDivergence, where } from "hebb";
import type { SoftmaxClassifier } from "./model.ts";

/** Returns H(p) = -Σ p log p over the last axis, with 0 log 0 = 0: [..., classes] -> [...]. */
export function entropy(p: Tensor): Tensor {
  const positive = p.greater(0);
  return where(positive, p.mul(where(positive, p, 1).log()), 0)
    .sum(-1)
    .neg();
}

/** Means over pictures. */
export interface Information {
  /** H(p, q) = -Σ p log q: the length in nats of a code optimized for q. */
  readonly crossEntropy: number;
  /** H(p): the length of a code optimized for p. */
  readonly entropy: number;
  /** KL(p‖q) = Σ p log (p / q): the excess length. */
  readonly divergence: number;
  /** KL(q‖p), infinite if q assigns probability where p is 0. */
  readonly reverse: number;
}

/**
 * Compares q(y | x) of images with their targets p. Each quantity is computed from its own definition, none as a
 * difference of others.
 */
export function comparer(model: SoftmaxClassifier): (images: Tensor, p: Tensor) => Promise<Information> {
  const measure = compile((images: Tensor, p: Tensor) => {
    const scores = model.forward(images);
    const q = model.probabilities(images);
    return {
      crossEntropy: crossEntropy(scores, p),
      entropy: entropy(p).mean(),
      divergence: klDivergence(scores.logSoftmax(), p),
      reverse: klDivergence(p.log(), q),
    };
  });
  return async (images, p) => {
    const { crossEntropy, entropy, divergence, reverse } = measure(images, p);
    return {
      crossEntropy: await crossEntropy.item(),
      entropy: await entropy.item(),
      divergence: await divergence.item(),
      reverse: await reverse.item(),
    };
  };
}

/** Returns |H(p,q) - H(p) - KL(p‖q)|, which is 0 except for rounding. */
export function identityGap({ crossEntropy, entropy, divergence }: Information): number {
  return Math.abs(crossEntropy - entropy - divergence);
}
