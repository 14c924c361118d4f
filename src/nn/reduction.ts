/** Shared code of the losses: reductions, and the check that prediction and target have the same shape. */
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { sameShape, sizeOf } from "../base/shape.ts";
import type { Tensor } from "../tensor/index.ts";
import { given } from "./given.ts";

/** Reduction of a loss: the mean or the sum over all values, or "none" for one value per row or element. */
export type Reduction = "mean" | "sum" | "none";

/**
 * Reduces the values of a loss. The mean over no values is NaN, as in PyTorch; its gradients are empty sums, 0, so that
 * parameters do not change. `another` is the name of one more reduction of the loss, for the error. Throws an
 * ArgumentError for an unknown reduction.
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
      throw new ArgumentError(`unknown reduction ${JSON.stringify(reduction)}`, {
        rule: `It must be ${another === undefined ? "" : `"${another}", `}"mean", "sum" or "none".`,
      });
  }
}

/** Throws a ShapeError if the shapes differ. Otherwise, [n, 1] and [n] would silently broadcast to [n, n]. */
export function checkSameShape(loss: string, names: readonly [string, string], x: Tensor, y: Tensor): void {
  if (sameShape(given(x, loss).shape, given(y, loss).shape)) return;
  throw new ShapeError(`${loss} requires ${names[0]} and ${names[1]} of equal shape`, {
    operands: [
      { name: names[0], shape: x.shape, dtype: x.dtype },
      { name: names[1], shape: y.shape, dtype: y.dtype },
    ],
    rule: "Losses do not broadcast.",
    ...(sizeOf(x.shape) === sizeOf(y.shape) ? { fix: `${names[1]}.reshape(${names[0]}.shape) would fit.` } : {}),
  });
}
