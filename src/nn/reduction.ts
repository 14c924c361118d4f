/** What the losses share: how many values become one, and the check that prediction and target match. */
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { sameShape, sizeOf } from "../base/shape.ts";
import type { Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";

/** One number for the batch, by the mean or the sum, or a value for each row or element. */
export type Reduction = "mean" | "sum" | "none";

/**
 * The mean over no values is NaN, as PyTorch's; its gradients are sums over nothing, so that parameters stay as they are.
 * A loss that has one more reduction names it in `another`, for the error.
 */
export function reduceLoss(values: Tensor, reduction: Reduction, another?: string): Tensor {
  switch (reduction) {
    case "mean":
      return values.mean();
    case "sum":
      return values.sum();
    case "none":
      return values;
    default:
      throw new ArgumentError(`a loss has no reduction ${JSON.stringify(reduction)}`, {
        rule: `The reductions are ${another === undefined ? "" : `"${another}", `}"mean", "sum" and "none".`,
      });
  }
}

/** Throws a ShapeError unless both have one shape: [n, 1] beside [n] would broadcast to [n, n] in silence. */
export function checkSameShape(loss: string, names: readonly [string, string], x: Tensor, y: Tensor): void {
  if (sameShape(given(x, loss).shape, given(y, loss).shape)) return;
  throw new ShapeError(`${loss} needs ${names[0]} and ${names[1]} of one shape`, {
    operands: [
      { name: names[0], shape: x.shape, dtype: x.dtype },
      { name: names[1], shape: y.shape, dtype: y.dtype },
    ],
    rule: "Each element is compared with its own target; nothing is broadcast.",
    ...(sizeOf(x.shape) === sizeOf(y.shape) ? { fix: `${names[1]}.reshape(${names[0]}.shape) would fit.` } : {}),
  });
}
