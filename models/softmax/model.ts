/** The softmax classifier (softmax regression): one linear score for each class, and softmax makes them a distribution. */
import { Module, Param, type Tensor, initializers } from "hebb";

export const classes = 10;
export const pixels = 784;

export class SoftmaxClassifier extends Module {
  // The loss is convex, so that no symmetry needs to be broken: descent may begin at zero.
  readonly weight = new Param([classes, pixels], initializers.zeros());
  readonly bias = new Param([classes], initializers.zeros());

  /** Images, u8 [n, 784] -> scores of the ten classes, s_c = w_cᵀ x + b_c, [n, 10]. */
  forward(images: Tensor): Tensor {
    const x = images.cast("f32").div(255);
    return x.matmul(this.weight.transpose()).add(this.bias);
  }

  /** q(y = c | x) = softmax(s / T)_c, [n, 10]. */
  probabilities(images: Tensor, temperature: number | Tensor = 1): Tensor {
    return softmax(this.forward(images), temperature);
  }
}

/**
 * exp(s_c / T) / Σ_k exp(s_k / T) over the last axis: positive, and 1 in all. Only differences of scores count, so the
 * largest one is taken off, and no exponential overflows.
 */
export function softmax(scores: Tensor, temperature: number | Tensor = 1): Tensor {
  const scaled = scores.div(temperature);
  const positive = scaled.sub(scaled.max(-1, { keepDims: true })).exp();
  return positive.div(positive.sum(-1, { keepDims: true }));
}
