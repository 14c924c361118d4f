/** The mean squared error, the loss of regression. */
import type { Tensor } from "../tensor/index.ts";
import { inCall } from "../tensor/trace.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

/**
 * (prediction - target)², reduced over all elements: a scalar, or with reduction "none" the shape of both, which must be
 * equal (ShapeError). The mean over no elements is NaN.
 */
export function meanSquaredError(
  prediction: Tensor,
  target: Tensor,
  { reduction = "mean" }: { readonly reduction?: Reduction } = {},
): Tensor {
  checkSameShape("meanSquaredError", ["prediction", "target"], prediction, target);
  return inCall("meanSquaredError", () => reduceLoss(prediction.cast("f32").sub(target).square(), reduction));
}
