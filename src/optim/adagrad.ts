/** Adagrad: steps divided by the root of the sum of all squared gradients. */
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type Rate, type Rule, decayed } from "./rule.ts";

export interface AdagradOptions {
  /** Default 1e-2. */
  readonly rate?: Rate;
  /** The rate is divided by 1 + rateDecay * steps done. Default 0. */
  readonly rateDecay?: number;
  /** Added to the root. Default 1e-10. */
  readonly epsilon?: number;
  /** What the sum of squares starts from. Default 0. */
  readonly initialSum?: number;
  /** Adds this times the parameter to its gradient. Default 0. */
  readonly weightDecay?: number;
}

const defaults: Required<AdagradOptions> = { rate: 1e-2, rateDecay: 0, epsilon: 1e-10, initialSum: 0, weightDecay: 0 };

/** x ← x - rate * gradient / (√Σ gradient² + epsilon) (Duchi, Hazan and Singer, 2011). As PyTorch's Adagrad. */
export function adagrad(target: Target<AdagradOptions>, options: AdagradOptions = {}): Optimizer {
  return makeOptimizer("adagrad", { target, options, defaults, rule });
}

function rule({ rateDecay, epsilon, initialSum, weightDecay }: Required<AdagradOptions>): Rule {
  checkRanges("adagrad", { rateDecay, epsilon, initialSum, weightDecay });
  return {
    slots: ["sum"],
    begin: (rate, step) => {
      const length = rateDecay === 0 ? rate : rate.div(step.sub(1).mul(rateDecay).add(1));
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
