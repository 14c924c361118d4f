/** Adam: steps along the mean gradient, divided by the root of the mean squared gradient. */
import type { Tensor } from "../tensor/index.ts";
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, average, correction, decayed } from "./rule.ts";

export interface AdamOptions {
  /** Default 1e-3. */
  readonly learningRate?: LearningRate;
  /** The shares of the old mean and of the old mean square that are kept. Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Added to the root. Default 1e-8. */
  readonly epsilon?: number;
  /** Adds this times the parameter to its gradient. Default 0. */
  readonly weightDecay?: number;
  /** Divide by the largest mean square so far (Reddi et al., 2018). Default false. */
  readonly amsgrad?: boolean;
}

const defaults: Required<AdamOptions> = {
  learningRate: 1e-3,
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  weightDecay: 0,
  amsgrad: false,
};

/** x ← x - learningRate * m / (√v + epsilon), both means corrected for their start at 0 (Kingma and Ba, 2015). As PyTorch's Adam. */
export function adam(target: Target<AdamOptions>, options: AdamOptions = {}): Optimizer {
  return makeOptimizer("adam", {
    target,
    options,
    defaults,
    rule: (options) => adamRule("adam", options, (gradient, x) => [decayed(gradient, x, options.weightDecay), x]),
  });
}

/**
 * The rule of Adam and AdamW. `decay` gives the gradient that is averaged and the parameter that the step starts from.
 */
export function adamRule(
  name: string,
  { betas, epsilon, weightDecay, amsgrad }: Required<AdamOptions>,
  decay: (gradient: Tensor, x: Tensor, rate: Tensor) => readonly [gradient: Tensor, x: Tensor],
): Rule {
  const [beta1, beta2] = betas;
  checkRanges(name, { "betas[0]": beta1, "betas[1]": beta2 }, 1);
  checkRanges(name, { epsilon, weightDecay });
  return {
    slots: amsgrad ? ["m", "v", "largest"] : ["m", "v"],
    begin: (rate, step) => {
      const length = rate.div(correction(beta1, step));
      const scale = correction(beta2, step).rsqrt();
      return (parameter, rawGradient, slots) => {
        const [gradient, x] = decay(rawGradient, parameter, rate);
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
