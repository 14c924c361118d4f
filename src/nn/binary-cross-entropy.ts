/** Binary cross entropy of logits. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

/** Options of `binaryCrossEntropyWithLogits`. */
export interface BinaryCrossEntropyOptions {
  /**
   * Weight of the term of positive targets, used to balance rare positives. A number, or a tensor that broadcasts to
   * the logits: [classes] has one weight per class. Default 1.
   */
  readonly positiveWeight?: Tensor | number;
  /** Reduction over all elements. Default "mean". */
  readonly reduction?: Reduction;
}

/**
 * Binary cross entropy, -y log σ(x) - (1 - y) log(1 - σ(x)), of logits x and targets y from 0 to 1. Returns a scalar,
 * or with reduction "none" a tensor of the shape of the logits. Targets may have any element type. Takes logits because
 * log σ(x) overflows if σ(x) rounds to 0. The mean over no elements is NaN. Throws a ShapeError if the shapes differ,
 * and an ArgumentError for an unknown reduction. Same as PyTorch's BCEWithLogitsLoss.
 */
export function binaryCrossEntropyWithLogits(
  logits: Tensor,
  target: Tensor,
  options: BinaryCrossEntropyOptions = {},
): Tensor {
  readOptions("binaryCrossEntropyWithLogits", options, { positiveWeight: "number tensor", reduction: "string" });
  checkSameShape("binaryCrossEntropyWithLogits", ["logits", "target"], logits, target);
  return inCall("binaryCrossEntropyWithLogits", () => lossOf(logits, target, options));
}

function lossOf(
  logits: Tensor,
  target: Tensor,
  { positiveWeight, reduction = "mean" }: BinaryCrossEntropyOptions,
): Tensor {
  const y = target.cast("f32");
  const weight = positiveWeight === undefined ? y : y.mul(positiveWeight);
  // -log σ(x) and -log(1 - σ(x)) are computed separately: subtracting the logit from one would round small losses to 0.
  const [positive, negative] = [logits.neg().softplus(), logits.softplus()];
  return reduceLoss(weight.mul(positive).add(y.rsub(1).mul(negative)), reduction);
}
