/** Adamax: Adam with the largest gradient, slowly forgotten, in place of the root of the mean square. */
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, average, correction, decayed } from "./rule.ts";

export interface AdamaxOptions {
  /** Default 2e-3. */
  readonly learningRate?: LearningRate;
  /** The shares of the old mean and of the old maximum that are kept. Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Added to the size of the gradient. Default 1e-8. */
  readonly epsilon?: number;
  /** Adds this times the parameter to its gradient. Default 0. */
  readonly weightDecay?: number;
}

const defaults: Required<AdamaxOptions> = { learningRate: 2e-3, betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0 };

/**
 * x ← x - learningRate * m / u, with m the mean gradient, corrected for its start at 0, and u the maximum of beta2 * u and
 * |gradient| + epsilon (Kingma and Ba, 2015, section 7.1). As PyTorch's Adamax.
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
    begin: (rate, step) => {
      const length = rate.div(correction(beta1, step));
      return (x, rawGradient, slots) => {
        const gradient = decayed(rawGradient, x, weightDecay);
        const m = average(slots[0]!, gradient, beta1);
        const largest = slots[1]!.mul(beta2).maximum(gradient.abs().add(epsilon));
        return [x.sub(m.mul(length).div(largest)), m, largest];
      };
    },
  };
}
