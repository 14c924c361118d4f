/** Adamax: Adam with a decaying maximum of the gradient instead of the root of its mean square. */
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, average, correction, decayed } from "./rule.ts";

/** Options of `adamax`. */
export interface AdamaxOptions {
  /** Learning rate, a number or a schedule. Default 2e-3. */
  readonly learningRate?: LearningRate;
  /** Decay rates of the mean and of the maximum of the gradient, each at least 0 and below 1. Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Number added to the absolute value of the gradient. Default 1e-8. */
  readonly epsilon?: number;
  /** L2 regularization: weightDecay times the parameter is added to its gradient. Default 0. */
  readonly weightDecay?: number;
}

const defaults: Required<AdamaxOptions> = { learningRate: 2e-3, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 };

/**
 * Adamax (Kingma and Ba, 2015, section 7.1): x ← x - learningRate * m / u. Here, m is the moving average of the
 * gradient, corrected for its initial value 0, and u ← max(beta2 * u, |gradient| + epsilon). `target` is a model, a
 * list of parameters, or groups with options of their own. Throws an ArgumentError if an option is out of range or
 * nothing can be trained. Same as PyTorch's Adamax.
 */
export function adamax(target: Target<AdamaxOptions>, options: AdamaxOptions = {}): Optimizer {
  return makeOptimizer("adamax", { target, options, defaults, rule });
}

function rule({ betas, epsilon, weightDecay }: Required<AdamaxOptions>): Rule {
  const [beta1, beta2] = betas;
  checkRanges("adamax", { "betas[0]": beta1, "betas[1]": beta2 }, 1);
  checkRanges("adamax", { epsilon, weightDecay });
  return {
    slots: ["m", "largest"],
    begin: (learningRate, step) => {
      const length = learningRate.div(correction(beta1, step));
      return (x, rawGradient, slots) => {
        const gradient = decayed(rawGradient, x, weightDecay);
        const m = average(slots[0]!, gradient, beta1);
        const largest = slots[1]!.mul(beta2).maximum(gradient.abs().add(epsilon));
        return [x.sub(m.mul(length).div(largest)), m, largest];
      };
    },
  };
}
