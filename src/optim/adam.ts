/** Adam: steps along the mean gradient, divided by the root of the mean squared gradient. */
import type { Tensor } from "../tensor/index.ts";
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, average, correction, decayed } from "./rule.ts";

/** Options of `adam`. */
export interface AdamOptions {
  /** Learning rate, a number or a schedule. Default 1e-3. */
  readonly learningRate?: LearningRate;
  /** Decay rates of the first and second moment estimates, each at least 0 and below 1. Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Number added to the root. Default 1e-8. */
  readonly epsilon?: number;
  /** L2 regularization: weightDecay times the parameter is added to its gradient. Default 0. */
  readonly weightDecay?: number;
  /** Use AMSGrad: divide by the root of the largest second moment so far (Reddi et al., 2018). Default false. */
  readonly amsgrad?: boolean;
}

const defaults: Required<AdamOptions> = {
  learningRate: 1e-3,
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  weightDecay: 0,
  amsgrad: false,
};

/**
 * Adam (Kingma and Ba, 2015): x ← x - learningRate * m / (√v + epsilon). Here, m and v are moving averages of the
 * gradient and the squared gradient, corrected for their initial value 0. `target` is a model, a list of parameters, or
 * groups with options of their own. Throws an ArgumentError if an option is out of range or nothing can be trained.
 * Same as PyTorch's Adam.
 */
export function adam(target: Target<AdamOptions>, options: AdamOptions = {}): Optimizer {
  return makeOptimizer("adam", {
    target,
    options,
    defaults,
    rule: (options) => adamRule("adam", options, (gradient, x) => [decayed(gradient, x, options.weightDecay), x]),
  });
}

/**
 * Update rule of Adam and AdamW. `decay` applies weight decay: it returns the gradient to average and the parameter to
 * start the step from.
 */
export function adamRule(
  name: string,
  { betas, epsilon, weightDecay, amsgrad }: Required<AdamOptions>,
  decay: (gradient: Tensor, x: Tensor, learningRate: Tensor) => readonly [gradient: Tensor, x: Tensor],
): Rule {
  const [beta1, beta2] = betas;
  checkRanges(name, { "betas[0]": beta1, "betas[1]": beta2 }, 1);
  checkRanges(name, { epsilon, weightDecay });
  return {
    slots: amsgrad ? ["m", "v", "largest"] : ["m", "v"],
    begin: (learningRate, step) => {
      const length = learningRate.div(correction(beta1, step));
      const scale = correction(beta2, step).rsqrt();
      return (parameter, rawGradient, slots) => {
        const [gradient, x] = decay(rawGradient, parameter, learningRate);
        const m = average(slots[0]!, gradient, beta1);
        const v = average(slots[1]!, gradient.square(), beta2);
        const largest = amsgrad ? slots[2]!.maximum(v) : undefined;
        const root = (largest ?? v).sqrt().mul(scale).add(epsilon);
        const next = x.sub(m.mul(length).div(root));
        return largest === undefined ? [next, m, v] : [next, m, v, largest];
      };
    },
  };
}
