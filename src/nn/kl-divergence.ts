/** The Kullback-Leibler divergence between two distributions. */
import { readOptions } from "../base/options.ts";
import { type Tensor, where } from "../tensor/index.ts";
import { type Reduction, checkSameShape, reduceLoss } from "./reduction.ts";

export interface KLDivergenceOptions {
  /** The target is given as logarithms of probabilities. Default false. */
  readonly logTarget?: boolean;
  /** "batchMean" divides the sum by the length of axis 0: the divergence of a row on average. Default. */
  readonly reduction?: Reduction | "batchMean";
}

/**
 * Σ target * (log target - logPrediction), the divergence of the prediction from the target (Kullback and Leibler, 1951):
 * a scalar, or with reduction "none" the shape of both, which must be equal (ShapeError). The prediction is given as
 * logarithms of probabilities (`logits.logSoftmax()`). A target of 0 counts 0; the mean over no rows is NaN.
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

/** Where nothing is expected of what cannot be: 0 times -infinity would be NaN. */
function certain(logPrediction: Tensor, target: Tensor): Tensor {
  return target.equal(0).and(logPrediction.equal(-Infinity));
}

/** p log p, which is 0 at 0; the logarithm is taken of 1 there, so that no gradient is infinite. */
function entropyTerm(p: Tensor): Tensor {
  const positive = p.greater(0);
  return where(positive, p.mul(where(positive, p, 1).log()), p.mul(0));
}
