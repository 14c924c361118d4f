/** Huber loss: quadratic for small errors and linear for large ones, which limits the influence of outliers. */
import { ArgumentError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

/** Options of `huber`. */
export interface HuberOptions {
  /** Absolute error at which the loss becomes linear, above 0. Default 1. */
  readonly delta?: number;
  /** Reduction over all elements. Default "mean". */
  readonly reduction?: Reduction;
}

/**
 * Huber loss of d = prediction - target (Huber, 1964): d² / 2 if |d| <= delta, else delta * (|d| - delta / 2). Returns
 * a scalar, or with reduction "none" a tensor of the shape of both. Divided by delta, it is the smooth L1 loss. The
 * mean over no elements is NaN. Throws a ShapeError if the shapes differ, and an ArgumentError unless delta is above 0.
 * Same as PyTorch's HuberLoss.
 */
export function huber(prediction: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  const { delta = 1, reduction = "mean" } = readOptions("huber", options, { delta: "number", reduction: "string" });
  if (!(typeof delta === "number" && delta > 0)) {
    throw new ArgumentError(`huber was given ${String(delta)} as delta`, { rule: "It must be above 0." });
  }
  checkSameShape("huber", ["prediction", "target"], prediction, target);
  const difference = prediction.cast("f32").sub(target);
  // One formula for both cases. No square can overflow, and there is no absolute value, whose slope jumps at 0.
  const near = difference.clamp(-delta, delta);
  return reduceLoss(near.mul(difference.sub(near.mul(0.5))), reduction);
}
