/** Cosine similarity: the cosine of the angle between vectors. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";

/** Options of `cosineSimilarity`. */
export interface CosineSimilarityOptions {
  /** Axis of the vectors. Default -1. */
  readonly axis?: number;
  /** Lower bound of the norms, which avoids a division by 0. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * Cosine similarity, x · y / (|x| |y|) along an axis: from -1 to 1, and 0 for vectors of zeros. Returns a tensor of the
 * broadcast shape of x and y without that axis. Throws a ShapeError if the shapes do not broadcast.
 */
export function cosineSimilarity(x: Tensor, y: Tensor, options: CosineSimilarityOptions = {}): Tensor {
  const kinds = { axis: "number", epsilon: "number" } as const;
  const { axis = -1, epsilon = 1e-8 } = readOptions("cosineSimilarity", options, kinds);
  // Divides each vector by its norm first, because the product of two small norms can round to 0.
  const unit = (vector: Tensor) => vector.div(vector.norm(axis, { keepDims: true }).maximum(epsilon));
  return unit(given(x, "cosineSimilarity"))
    .mul(unit(given(y, "cosineSimilarity")))
    .sum(axis);
}
