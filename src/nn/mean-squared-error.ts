/** Mean squared error, the usual loss of regression. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

/**
 * Mean squared error, (prediction - target)², reduced over all elements (default "mean"). Returns a scalar, or with
 * reduction "none" a tensor of the shape of both. The mean over no elements is NaN. Throws a ShapeError if the shapes
 * differ, and an ArgumentError for an unknown reduction. Same as PyTorch's MSELoss.
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
