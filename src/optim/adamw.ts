/** AdamW: Adam with weight decay apart from the gradient. */
import { type AdamOptions, adamRule } from "./adam.ts";
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";

export interface AdamWOptions extends Omit<AdamOptions, "weightDecay"> {
  /** Each step takes learningRate * weightDecay times the parameter off it. Default 0.01. */
  readonly weightDecay?: number;
}

const defaults: Required<AdamWOptions> = {
  learningRate: 1e-3,
  betas: [0.9, 0.999],
  epsilon: 1e-8,
  weightDecay: 0.01,
  amsgrad: false,
};

/** Adam's step from (1 - learningRate * weightDecay) * x (Loshchilov and Hutter, 2019). As PyTorch's AdamW. */
export function adamw(target: Target<AdamWOptions>, options: AdamWOptions = {}): Optimizer {
  return makeOptimizer("adamw", {
    target,
    options,
    defaults,
    rule: (options) =>
      adamRule("adamw", options, (gradient, x, rate) => [gradient, x.mul(rate.mul(-options.weightDecay).add(1))]),
  });
}
