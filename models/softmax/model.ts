/**
 * The softmax classifier (softmax regression): one linear score for each class, converted to a distribution by softmax.
 */
import { Module, Param, type Tensor, initializers } from "hebb";

export const classes = 10;
export const pixels = 784;

/** A linear classifier of digits. */
export class SoftmaxClassifier extends Module {
  // The loss is convex and there is no symmetry to break, so training can start at zero.
  readonly weight = new Param([classes, pixels], initializers.zeros());
  readonly bias = new Param([classes], initializers.zeros());

  /** Maps images u8 [n, 784] to logits of the ten classes, s_c = w_cᵀ x + b_c, [n, 10]. */
  forward(images: Tensor): Tensor {
    const x = images.cast("f32").div(255);
    return x.matmul(this.weight.transpose()).add(this.bias);
  }

  /** Returns q(y = c | x) = softmax(s / T)_c, [n, 10]. */
  probabilities(images: Tensor, temperature: number | Tensor = 1): Tensor {
    return softmax(this.forward(images), temperature);
  }
}

/**
 * Returns exp(s_c / T) / Σ_k exp(s_k / T) over the last axis. Only differences of scores matter, so the largest score
 * is subtracted to avoid overflow.
 */
export function softmax(scores: Tensor, temperature: number | Tensor = 1): Tensor {
  const scaled = scores.div(temperature);
  const positive = scaled.sub(scaled.max(-1, { keepDims: true })).exp();
  return positive.div(positive.sum(-1, { keepDims: true }));
}
