/** The cross entropy of yes-or-no targets, from logits. */
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { inCall } from "../tensor/trace.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

export interface BinaryCrossEntropyOptions {
  /** Factor of the positive targets' part, to balance rare ones; broadcasts, so [classes] gives one for each class. */
  readonly positiveWeight?: Tensor | number;
  readonly reduction?: Reduction;
}

/**
 * -y log σ(x) - (1 - y) log(1 - σ(x)) of logits x and targets y in [0, 1] (any element type), which must have one shape
 * (ShapeError): a scalar, or with reduction "none" that shape. Takes logits, as log σ(x) overflows when σ(x) rounds to 0.
 * The mean over no elements is 0.
 */
export function binaryCrossEntropy(logits: Tensor, target: Tensor, options: BinaryCrossEntropyOptions = {}): Tensor {
  readOptions("binaryCrossEntropy", options, { positiveWeight: "number tensor", reduction: "string" });
  checkSameShape("binaryCrossEntropy", ["logits", "target"], logits, target);
  return inCall("binaryCrossEntropy", () => lossOf(logits, target, options));
}

function lossOf(
  logits: Tensor,
  target: Tensor,
  { positiveWeight, reduction = "mean" }: BinaryCrossEntropyOptions,
): Tensor {
  const y = target.cast("f32");
  const negative = y.rsub(1).mul(logits);
  // -log σ(x)
  const surprise = logits.neg().softplus();
  if (positiveWeight === undefined) return reduceLoss(negative.add(surprise), reduction);
  const weight = typeof positiveWeight === "number" ? y.mul(positiveWeight - 1) : y.mul(positiveWeight.sub(1));
  return reduceLoss(negative.add(weight.add(1).mul(surprise)), reduction);
}
