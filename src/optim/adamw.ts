/** AdamW: Adam with decoupled weight decay. */
import { type AdamOptions, adamRule } from "./adam.ts";
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";

/** Options of `adamw`. */
export interface AdamWOptions extends Omit<AdamOptions, "weightDecay"> {
  /** Decoupled weight decay: each step subtracts learningRate * weightDecay times the parameter. Default 0.01. */
  readonly weightDecay?: number;
}

const defaults: Required<AdamWOptions> = {
  learningRate: 1e-3,
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  weightDecay: 0.01,
  amsgrad: false,
};

/**
 * AdamW (Loshchilov and Hutter, 2019): multiplies the parameter by 1 - learningRate * weightDecay, then takes the step
 * of `adam`. `target` is a model, a list of parameters, or groups with options of their own. Throws an ArgumentError if
 * an option is out of range or nothing can be trained. Same as PyTorch's AdamW.
 */
export function adamw(target: Target<AdamWOptions>, options: AdamWOptions = {}): Optimizer {
  return makeOptimizer("adamw", {
    target,
    options,
    defaults,
    rule: (options) =>
      adamRule("adamw", options, (gradient, x, learningRate) => [
        gradient,
        x.mul(learningRate.mul(-options.weightDecay).add(1)),
      ]),
  });
}
