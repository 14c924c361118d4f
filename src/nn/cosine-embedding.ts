/** The loss of pairs of vectors that should, or should not, point the same way. */
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { sameShape } from "../base/shape.ts";
import { type Tensor, where } from "../tensor/index.ts";
import { cosineSimilarity } from "./cosine-similarity.ts";
import { given } from "./given.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

export interface CosineEmbeddingOptions {
  /** The similarity from which on a pair that should differ costs. Default 0. */
  readonly margin?: number;
  /** Default "mean". */
  readonly reduction?: Reduction;
}

/**
 * Of x and y [..., size] with cosine c: 1 - c for pairs whose target is 1, max(0, c - margin) for those of target -1. A
 * scalar, or with reduction "none" one value for each pair, the shape of `target` [...]. Any other target makes its value
 * NaN. The mean over no pairs is NaN. Throws a ShapeError where the shapes do not fit, an ArgumentError for a margin outside
 * [-1, 1].
 */
export function cosineEmbedding(x: Tensor, y: Tensor, target: Tensor, options: CosineEmbeddingOptions = {}): Tensor {
  const kinds = { margin: "number", reduction: "string" } as const;
  const { margin = 0, reduction = "mean" } = readOptions("cosineEmbedding", options, kinds);
  if (!(margin >= -1 && margin <= 1)) {
    throw new ArgumentError(`cosineEmbedding was given ${String(margin)} as margin`, {
      rule: "A margin is a cosine: from -1 to 1.",
    });
  }
  checkSameShape("cosineEmbedding", ["x", "y"], x, y);
  checkTarget(x, target);
  const similarity = cosineSimilarity(x, y);
  const label = target.cast("f32");
  const apart = where(label.equal(-1), similarity.sub(margin).relu(), NaN);
  return reduceLoss(where(label.equal(1), similarity.rsub(1), apart), reduction);
}

function checkTarget(x: Tensor, target: Tensor): void {
  if (x.shape.length > 0 && sameShape(x.shape.slice(0, -1), given(target, "cosineEmbedding").shape)) return;
  throw new ShapeError("cosineEmbedding cannot tell which target belongs to which pair", {
    operands: [
      { name: "x", shape: x.shape, dtype: x.dtype },
      { name: "target", shape: target.shape, dtype: target.dtype },
    ],
    rule: "There is one target, 1 or -1, for each pair of vectors: the shape of x without its last axis.",
  });
}
