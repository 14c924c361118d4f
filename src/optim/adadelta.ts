/** Adadelta: steps as long as the last ones were on average, so that they have the parameter's unit. */
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, average, decayed } from "./rule.ts";

export interface AdadeltaOptions {
  /** Default 1. */
  readonly learningRate?: LearningRate;
  /** The share of the old mean squares that is kept. Default 0.9. */
  readonly decay?: number;
  /** Added to the mean squares. Default 1e-6. */
  readonly epsilon?: number;
  /** Adds this times the parameter to its gradient. Default 0. */
  readonly weightDecay?: number;
}

const defaults: Required<AdadeltaOptions> = { learningRate: 1, decay: 0.9, epsilon: 1e-6, weightDecay: 0 };

/**
 * x ← x - learningRate * d, with d = gradient * √(u + epsilon) / √(v + epsilon), where v is the mean squared gradient and u the mean
 * of the d² before (Zeiler, 2012). As PyTorch's Adadelta.
 */
export function adadelta(target: Target<AdadeltaOptions>, options: AdadeltaOptions = {}): Optimizer {
  return makeOptimizer("adadelta", { target, options, defaults, rule });
}

function rule({ decay, epsilon, weightDecay }: Required<AdadeltaOptions>): Rule {
  checkRanges("adadelta", { epsilon, weightDecay });
  checkRanges("adadelta", { decay }, 1);
  return {
    slots: ["square", "change"],
    begin: (rate) => (x, rawGradient, slots) => {
      const gradient = decayed(rawGradient, x, weightDecay);
      const square = average(slots[0]!, gradient.square(), decay);
      const change = gradient.mul(slots[1]!.add(epsilon).sqrt()).div(square.add(epsilon).sqrt());
      return [x.sub(change.mul(rate)), square, average(slots[1]!, change.square(), decay)];
    },
  };
}
