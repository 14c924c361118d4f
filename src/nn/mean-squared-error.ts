/** The mean squared error, the loss of regression. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

/**
 * (prediction - target)², reduced over all elements: a scalar, or with reduction "none" the shape of both, which must be
 * equal (ShapeError). The mean over no elements is NaN.
 */
export function meanSquaredError(
  prediction: Tensor,
  target: Tensor,
  options: { readonly reduction?: Reduction } = {},
): Tensor {
  const { reduction = "mean" } = readOptions("meanSquaredError", options, { reduction: "string" });
  checkSameShape("meanSquaredError", ["prediction", "target"], prediction, target);
  return inCall("meanSquaredError", () => reduceLoss(prediction.cast("f32").sub(target).square(), reduction));
}
