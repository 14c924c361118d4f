/** Cosine embedding loss: pairs of vectors are trained to point in the same direction or in different ones. */
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { sameShape } from "../base/shape.ts";
import { type Tensor, where } from "../tensor/index.ts";
import { cosineSimilarity } from "./cosine-similarity.ts";
import { given } from "./given.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

/** Options of `cosineEmbedding`. */
export interface CosineEmbeddingOptions {
  /** Largest cosine at which a pair with target -1 has no loss, from -1 to 1. Default 0. */
  readonly margin?: number;
  /** Reduction over all pairs. Default "mean". */
  readonly reduction?: Reduction;
}

/**
 * Cosine embedding loss of pairs of vectors x and y [..., size] with cosine c: 1 - c if the target is 1, and max(0, c -
 * margin) if the target is -1. Returns a scalar, or with reduction "none" one value per pair, [...]. `target` has the
 * shape [...]; any other target results in NaN. The mean over no pairs is NaN. Throws a ShapeError if the shapes do not
 * match, and an ArgumentError if the margin is not from -1 to 1. Same as PyTorch's CosineEmbeddingLoss.
 */
export function cosineEmbedding(x: Tensor, y: Tensor, target: Tensor, options: CosineEmbeddingOptions = {}): Tensor {
  const kinds = { margin: "number", reduction: "string" } as const;
  const { margin = 0, reduction = "mean" } = readOptions("cosineEmbedding", options, kinds);
  if (!(margin >= -1 && margin <= 1)) {
    throw new ArgumentError(`cosineEmbedding was given ${String(margin)} as margin`, {
      rule: "margin must be from -1 to 1.",
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
  throw new ShapeError("cosineEmbedding requires one target per pair", {
    operands: [
      { name: "x", shape: x.shape, dtype: x.dtype },
      { name: "target", shape: target.shape, dtype: target.dtype },
    ],
    rule: "target must have the shape of x without its last axis.",
  });
}
