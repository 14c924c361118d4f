/**
 * Adadelta: scales steps by the ratio of recent updates to recent gradients, so they have the unit of the parameter.
 */
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, average, decayed } from "./rule.ts";

/** Options of `adadelta`. */
export interface AdadeltaOptions {
  /** Learning rate, a number or a schedule. Default 1. */
  readonly learningRate?: LearningRate;
  /** Decay rate of both moving averages, at least 0 and below 1. PyTorch's rho. Default 0.9. */
  readonly decay?: number;
  /** Number added to the mean squares. Default 1e-6. */
  readonly epsilon?: number;
  /** L2 regularization: weightDecay times the parameter is added to its gradient. Default 0. */
  readonly weightDecay?: number;
}

const defaults: Required<AdadeltaOptions> = { learningRate: 1, decay: 0.9, epsilon: 1e-6, weightDecay: 0 };

/**
 * Adadelta (Zeiler, 2012): x ← x - learningRate * d, with d = gradient * √(u + epsilon) / √(v + epsilon). Here, v is
 * the moving average of the squared gradients, and u that of the earlier d². `target` is a model, a list of parameters,
 * or groups with options of their own. Throws an ArgumentError if an option is out of range or nothing can be trained.
 * Same as PyTorch's Adadelta.
 */
export function adadelta(target: Target<AdadeltaOptions>, options: AdadeltaOptions = {}): Optimizer {
  return makeOptimizer("adadelta", { target, options, defaults, rule });
}

function rule({ decay, epsilon, weightDecay }: Required<AdadeltaOptions>): Rule {
  checkRanges("adadelta", { epsilon, weightDecay });
  checkRanges("adadelta", { decay }, 1);
  return {
    slots: ["square", "change"],
    begin: (learningRate) => (x, rawGradient, slots) => {
      const gradient = decayed(rawGradient, x, weightDecay);
      const square = average(slots[0]!, gradient.square(), decay);
      const change = gradient.mul(slots[1]!.add(epsilon).sqrt()).div(square.add(epsilon).sqrt());
      return [x.sub(change.mul(learningRate)), square, average(slots[1]!, change.square(), decay)];
    },
  };
}
