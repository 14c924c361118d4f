/** Sources of attention weights: learned attention, attention to few positions, and weights that ignore the content. */
import { Linear, Module, Param, type Tensor, arange, causalMask, where } from "hebb";

/**
 * "attention" to all earlier positions; "window" to the nearest ones only; "previous" to the previous position only;
 * "uniform", the average of all earlier positions; "random", an average with random weights that never change.
 */
export type Mixing = "attention" | "window" | "previous" | "uniform" | "random";

/** Number of positions in the window, including the own one. */
export const windowLength = 8;

/** Mask of the visible positions in addition to the causal mask, bool [n, n]. Undefined if all are visible. */
export function maskOf(mixing: Mixing, n: number): Tensor | undefined {
  const distance = arange(n).unsqueeze(-1).sub(arange(n));
  if (mixing === "window") return distance.less(windowLength);
  // The first position has no previous one and sees itself.
  if (mixing === "previous") return distance.equal(1).or(arange(n).unsqueeze(-1).equal(0));
  return undefined;
}

/** Sizes of `FixedMixing`. */
export interface FixedMixingOptions {
  readonly features: number;
  readonly heads: number;
  readonly context: number;
  readonly kind: "uniform" | "random";
}

/** Multi-head attention without queries and keys: each head averages its values with weights that are never trained. */
export class FixedMixing extends Module {
  readonly value: Linear;
  readonly outer: Linear;
  /** Scores [heads, context, context], normal for random weights and zero for uniform ones. */
  readonly scores: Param;
  readonly heads: number;

  constructor({ features, heads, context, kind }: FixedMixingOptions) {
    super();
    this.value = new Linear(features, features);
    this.outer = new Linear(features, features);
    this.scores = new Param(
      [heads, context, context],
      (shape, random) => random.normal(shape).mul(kind === "random" ? 2 : 0),
      { trainable: false },
    );
    this.heads = heads;
  }

  /** Weights [1, heads, n, n] of the positions of X [batch, n, features]. */
  weights(X: Tensor): Tensor {
    const n = X.shape.at(-2)!;
    const scores = this.scores.slice(null, [0, n], [0, n]).unsqueeze(0);
    return where(causalMask(n), scores, -1e9).softmax(-1);
  }

  forward(X: Tensor): Tensor {
    const [batch, n, features] = X.shape as [number, number, number];
    const V = this.value
      .forward(X)
      .reshape([batch, n, this.heads, features / this.heads])
      .transpose(1, 2);
    return this.outer.forward(this.weights(X).matmul(V).transpose(1, 2).reshape(X.shape));
  }
}
