/** Kullback-Leibler divergence of two distributions. */
import { readOptions } from "../base/options.ts";
import { type Tensor, where } from "../tensor/index.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

/** Options of `klDivergence`. */
export interface KLDivergenceOptions {
  /** The target contains log-probabilities instead of probabilities. Default false. */
  readonly logTarget?: boolean;
  /** Reduction over all elements. "batchMean" divides the sum by the length of axis 0. Default "batchMean". */
  readonly reduction?: Reduction | "batchMean";
}

/**
 * Kullback-Leibler divergence, Σ target * (log target - logPrediction) (Kullback and Leibler, 1951). The prediction is
 * given as log-probabilities, such as `logits.logSoftmax()`. Returns a scalar, or with reduction "none" a tensor of the
 * shape of both. Terms with a target of 0 are 0. The mean over no rows is NaN. Throws a ShapeError if the shapes
 * differ, and an ArgumentError for an unknown reduction. Same as PyTorch's KLDivLoss, except for the default reduction.
 */
export function klDivergence(logPrediction: Tensor, target: Tensor, options: KLDivergenceOptions = {}): Tensor {
  const kinds = { logTarget: "boolean", reduction: "string" } as const;
  const { logTarget = false, reduction = "batchMean" } = readOptions("klDivergence", options, kinds);
  checkSameShape("klDivergence", ["logPrediction", "target"], logPrediction, target);
  const values = logTarget
    ? target.exp().mul(target.sub(logPrediction))
    : entropyTerm(target).sub(where(certain(logPrediction, target), 0, target.mul(logPrediction)));
  if (reduction !== "batchMean") return reduceLoss(values, reduction, "batchMean");
  return values.sum().div(target.shape[0] ?? 1);
}

/** True if both probabilities are 0. The term is then 0, but 0 times -Infinity is NaN. */
function certain(logPrediction: Tensor, target: Tensor): Tensor {
  return target.equal(0).and(logPrediction.equal(-Infinity));
}

/** Computes p log p, which is 0 at p = 0. There, the logarithm is taken of 1 so that no gradient is infinite. */
function entropyTerm(p: Tensor): Tensor {
  const positive = p.greater(0);
  return where(positive, p.mul(where(positive, p, 1).log()), p.mul(0));
}
