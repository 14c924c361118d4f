/** Adagrad: divides steps by the root of the sum of all squared gradients. */
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, decayed } from "./rule.ts";

/** Options of `adagrad`. */
export interface AdagradOptions {
  /** Learning rate, a number or a schedule. Default 1e-2. */
  readonly learningRate?: LearningRate;
  /** Decay of the learning rate, which is divided by 1 + learningRateDecay * completed steps. Default 0. */
  readonly learningRateDecay?: number;
  /** Number added to the root. Default 1e-10. */
  readonly epsilon?: number;
  /** Initial value of the sum of squared gradients. Default 0. */
  readonly initialSum?: number;
  /** L2 regularization: weightDecay times the parameter is added to its gradient. Default 0. */
  readonly weightDecay?: number;
}

const defaults: Required<AdagradOptions> = {
  learningRate: 1e-2,
  learningRateDecay: 0,
  epsilon: 1e-10,
  initialSum: 0,
  weightDecay: 0,
};

/**
 * Adagrad (Duchi, Hazan and Singer, 2011): x ← x - learningRate * gradient / (√Σ gradient² + epsilon). `target` is a
 * model, a list of parameters, or groups with options of their own. Throws an ArgumentError if an option is out of
 * range or nothing can be trained. Same as PyTorch's Adagrad.
 */
export function adagrad(target: Target<AdagradOptions>, options: AdagradOptions = {}): Optimizer {
  return makeOptimizer("adagrad", { target, options, defaults, rule });
}

function rule({ learningRateDecay, epsilon, initialSum, weightDecay }: Required<AdagradOptions>): Rule {
  checkRanges("adagrad", { learningRateDecay, epsilon, initialSum, weightDecay });
  return {
    slots: ["sum"],
    begin: (learningRate, step) => {
      const length =
        learningRateDecay === 0 ? learningRate : learningRate.div(step.sub(1).mul(learningRateDecay).add(1));
      return (x, rawGradient, [old]) => {
        const gradient = decayed(rawGradient, x, weightDecay);
        const sum = old!.add(gradient.square());
        // Slots start at 0, so the initial sum is added here.
        const total = initialSum === 0 ? sum : sum.add(initialSum);
        return [x.sub(gradient.mul(length).div(total.sqrt().add(epsilon))), sum];
      };
    },
  };
}
