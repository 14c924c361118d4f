/** Adagrad: steps divided by the root of the sum of all squared gradients. */
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, decayed } from "./rule.ts";

export interface AdagradOptions {
  /** Default 1e-2. */
  readonly learningRate?: LearningRate;
  /** The learning rate is divided by 1 + learningRateDecay * steps done. Default 0. */
  readonly learningRateDecay?: number;
  /** Added to the root. Default 1e-10. */
  readonly epsilon?: number;
  /** What the sum of squares starts from. Default 0. */
  readonly initialSum?: number;
  /** Adds this times the parameter to its gradient. Default 0. */
  readonly weightDecay?: number;
}

const defaults: Required<AdagradOptions> = {
  learningRate: 1e-2,
  learningRateDecay: 0,
  epsilon: 1e-10,
  initialSum: 0,
  weightDecay: 0,
};

/** x ← x - learningRate * gradient / (√Σ gradient² + epsilon) (Duchi, Hazan and Singer, 2011). As PyTorch's Adagrad. */
export function adagrad(target: Target<AdagradOptions>, options: AdagradOptions = {}): Optimizer {
  return makeOptimizer("adagrad", { target, options, defaults, rule });
}

function rule({ learningRateDecay, epsilon, initialSum, weightDecay }: Required<AdagradOptions>): Rule {
  checkRanges("adagrad", { learningRateDecay, epsilon, initialSum, weightDecay });
  return {
    slots: ["sum"],
    begin: (rate, step) => {
      const length = learningRateDecay === 0 ? rate : rate.div(step.sub(1).mul(learningRateDecay).add(1));
      return (x, rawGradient, [old]) => {
        const gradient = decayed(rawGradient, x, weightDecay);
        const sum = old!.add(gradient.square());
        // Slots start at 0.
        const total = initialSum === 0 ? sum : sum.add(initialSum);
        return [x.sub(gradient.mul(length).div(total.sqrt().add(epsilon))), sum];
      };
    },
  };
}
