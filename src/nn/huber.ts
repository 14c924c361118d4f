/** The Huber loss: squared for small errors, linear for large ones, so that outliers do not lead. */
import { ArgumentError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

export interface HuberOptions {
  /** The size of an error from which on it counts linearly. Default 1. */
  readonly delta?: number;
  /** Default "mean". */
  readonly reduction?: Reduction;
}

/**
 * d² / 2 where |d| <= delta and delta * (|d| - delta / 2) elsewhere, of d = prediction - target (Huber, 1964): a scalar, or
 * with reduction "none" the shape of both, which must be equal (ShapeError). Divided by delta it is the smooth L1 loss.
 * The mean over no elements is NaN. Throws an ArgumentError for a delta that is not above 0.
 */
export function huber(prediction: Tensor, target: Tensor, options: HuberOptions = {}): Tensor {
  const { delta = 1, reduction = "mean" } = readOptions("huber", options, { delta: "number", reduction: "string" });
  if (!(typeof delta === "number" && delta > 0)) {
    throw new ArgumentError(`huber was given ${String(delta)} as delta`, { rule: "delta is a number above 0." });
  }
  checkSameShape("huber", ["prediction", "target"], prediction, target);
  const difference = prediction.cast("f32").sub(target);
  // Both parts at once, no square that could overflow, and no absolute value, whose slope has a step at 0.
  const near = difference.clamp(-delta, delta);
  return reduceLoss(near.mul(difference.sub(near.mul(0.5))), reduction);
}
