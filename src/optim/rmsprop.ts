/** RMSProp: divides steps by the root of the mean squared gradient. */
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, average, decayed } from "./rule.ts";

/** Options of `rmsprop`. */
export interface RMSPropOptions {
  /** Learning rate, a number or a schedule. Default 1e-2. */
  readonly learningRate?: LearningRate;
  /** Decay rate of the mean squared gradient, at least 0 and below 1. PyTorch's alpha. Default 0.99. */
  readonly decay?: number;
  /** Number added to the root. Default 1e-8. */
  readonly epsilon?: number;
  /** Momentum: factor of the previous step in the next one. Default 0. */
  readonly momentum?: number;
  /** Divide by the standard deviation of the gradient instead of its root mean square. Default false. */
  readonly centered?: boolean;
  /** L2 regularization: weightDecay times the parameter is added to its gradient. Default 0. */
  readonly weightDecay?: number;
}

const defaults: Required<RMSPropOptions> = {
  learningRate: 1e-2,
  decay: 0.99,
  epsilon: 1e-8,
  momentum: 0,
  centered: false,
  weightDecay: 0,
};

/**
 * RMSProp (Hinton, 2012): x ← x - learningRate * gradient / (√v + epsilon). Here, v is the moving average of the
 * squared gradient. `target` is a model, a list of parameters, or groups with options of their own. Throws an
 * ArgumentError if an option is out of range or nothing can be trained. Same as PyTorch's RMSprop.
 */
export function rmsprop(target: Target<RMSPropOptions>, options: RMSPropOptions = {}): Optimizer {
  return makeOptimizer("rmsprop", { target, options, defaults, rule });
}

function rule({ decay, epsilon, momentum, centered, weightDecay }: Required<RMSPropOptions>): Rule {
  checkRanges("rmsprop", { epsilon, momentum, weightDecay });
  checkRanges("rmsprop", { decay }, 1);
  const slots = ["square", ...(centered ? ["mean"] : []), ...(momentum > 0 ? ["momentum"] : [])];
  return {
    slots,
    begin: (learningRate) => (x, rawGradient, kept) => {
      const slot = (name: string) => kept[slots.indexOf(name)]!;
      const gradient = decayed(rawGradient, x, weightDecay);
      const square = average(slot("square"), gradient.square(), decay);
      const mean = centered ? average(slot("mean"), gradient, decay) : undefined;
      // Rounding can take the variance of equal gradients below 0.
      const variance = mean === undefined ? square : square.sub(mean.square()).maximum(0);
      const step = gradient.div(variance.sqrt().add(epsilon));
      const direction = momentum > 0 ? slot("momentum").mul(momentum).add(step) : undefined;
      const next = [square, mean, direction].filter((value) => value !== undefined);
      return [x.sub((direction ?? step).mul(learningRate)), ...next];
    },
  };
}
