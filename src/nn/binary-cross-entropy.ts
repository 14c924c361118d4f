/** The cross entropy of yes-or-no targets, from logits. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

export interface BinaryCrossEntropyOptions {
  /** Factor of the positive targets' part, to balance rare ones; broadcasts, so [classes] gives one for each class. */
  readonly positiveWeight?: Tensor | number;
  readonly reduction?: Reduction;
}

/**
 * -y log σ(x) - (1 - y) log(1 - σ(x)) of logits x and targets y in [0, 1] (any element type), which must have one shape
 * (ShapeError): a scalar, or with reduction "none" that shape. Takes logits, as log σ(x) overflows when σ(x) rounds to 0.
 * The mean over no elements is NaN.
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
  // -log σ(x) and -log(1 - σ(x)), each by itself: one less the logit would round small losses away.
  const [positive, negative] = [logits.neg().softplus(), logits.softplus()];
  return reduceLoss(weight.mul(positive).add(y.rsub(1).mul(negative)), reduction);
}
