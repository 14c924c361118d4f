/** REINFORCE: the gradient of an expected reward with respect to the distribution of random choices (Williams, 1992). */
import { operandOf } from "../base/build.ts";
import { DTypeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import type { Tensor } from "../tensor/index.ts";
import { inCall } from "../tensor/source/trace.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

/** Options of `reinforce`. */
export interface ReinforceOptions {
  /**
   * Estimate of the reward, of the shape of the rewards, that does not depend on the choice: it reduces the variance
   * and leaves the mean. Default: 0.
   */
  readonly baseline?: Tensor | undefined;
  /** Reduction over all choices. Default "mean". */
  readonly reduction?: Reduction;
}

/**
 * Surrogate loss of random choices, -(reward - baseline) * logProbability. The mean of its gradient over the choices is
 * the negative gradient of the expected reward, although the reward may have no gradient (Williams, 1992). The value
 * is no measure of progress.
 *
 * `logProbability` contains the log-probability of each choice, such as `categoricalLogProbability(logits, chosen)`,
 * and `reward` its reward, both f32 of one shape. Returns a scalar, or with reduction "none" a tensor of this shape; the
 * mean over no choices is NaN. Rewards and baseline are constants: train the baseline with a loss of its own,
 * such as `meanSquaredError(baseline, reward)`.
 *
 * Throws a ShapeError if the shapes differ, a DTypeError unless all are f32, and an ArgumentError for an unknown
 * reduction.
 */
export function reinforce(logProbability: Tensor, reward: Tensor, options: ReinforceOptions = {}): Tensor {
  const kinds = { baseline: "tensor", reduction: "string" } as const;
  const { baseline, reduction = "mean" } = readOptions("reinforce", options, kinds);
  check("logProbability", logProbability, "reward", reward);
  if (baseline !== undefined) check("reward", reward, "baseline", baseline);
  return inCall("reinforce", () => {
    const advantage = (baseline === undefined ? reward : reward.sub(baseline)).detach();
    return reduceLoss(advantage.mul(logProbability).neg(), reduction);
  });
}

function check(first: string, x: Tensor, second: string, y: Tensor): void {
  checkSameShape("reinforce", [first, second], x, y);
  if (x.dtype === "f32" && y.dtype === "f32") return;
  throw new DTypeError("reinforce was given tensors that are not f32", {
    operands: [operandOf(x.node, first), operandOf(y.node, second)],
    rule: "Log-probabilities, rewards and baselines must be f32.",
    fix: `Convert them: ${x.dtype === "f32" ? second : first}.cast("f32").`,
  });
}
