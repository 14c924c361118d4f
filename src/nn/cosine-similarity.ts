/** The cosine of the angle between vectors. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";

export interface CosineSimilarityOptions {
  /** The axis of the vectors. Default -1. */
  readonly axis?: number;
  /** Norms below this count as this. Default 1e-8. */
  readonly epsilon?: number;
}

/**
 * x · y / (|x| |y|) along an axis, from -1 to 1, and 0 for vectors of zeros: the broadcast shape of both without that axis.
 * Throws a ShapeError where they do not broadcast.
 */
export function cosineSimilarity(x: Tensor, y: Tensor, options: CosineSimilarityOptions = {}): Tensor {
  const kinds = { axis: "number", epsilon: "number" } as const;
  const { axis = -1, epsilon = 1e-8 } = readOptions("cosineSimilarity", options, kinds);
  // Divided before multiplied: the product of two small norms would be 0.
  const unit = (vector: Tensor) => vector.div(vector.norm(axis, { keepDims: true }).maximum(epsilon));
  return unit(given(x, "cosineSimilarity"))
    .mul(unit(given(y, "cosineSimilarity")))
    .sum(axis);
}
