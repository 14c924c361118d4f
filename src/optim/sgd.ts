/** Stochastic gradient descent, plain, with momentum or with Nesterov's. */
import { ArgumentError } from "../base/errors.ts";
import { where } from "../tensor/index.ts";
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, decayed } from "./rule.ts";

export interface SGDOptions {
  /** Default 1e-3. */
  readonly learningRate?: LearningRate;
  /** The share of the last direction that is kept. Default 0. */
  readonly momentum?: number;
  /** The share of the gradient that does not enter the direction, from the second step on. Default 0. */
  readonly dampening?: number;
  /** Look one step ahead along the direction. Default false. */
  readonly nesterov?: boolean;
  /** Adds this times the parameter to its gradient. Default 0. */
  readonly weightDecay?: number;
}

const defaults: Required<SGDOptions> = {
  learningRate: 1e-3,
  momentum: 0,
  dampening: 0,
  nesterov: false,
  weightDecay: 0,
};

/**
 * x ← x - learningRate * d, with the direction d ← momentum * d + gradient (Polyak, 1964), or Nesterov's variant of it (Sutskever
 * et al., 2013). As PyTorch's SGD.
 */
export function sgd(target: Target<SGDOptions>, options: SGDOptions = {}): Optimizer {
  return makeOptimizer("sgd", { target, options, defaults, rule });
}

function rule({ momentum, dampening, nesterov, weightDecay }: Required<SGDOptions>): Rule {
  checkRanges("sgd", { momentum, weightDecay });
  checkRanges("sgd", { dampening }, 1);
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new ArgumentError("sgd cannot look ahead along this direction", {
      rule: "nesterov needs momentum above 0, and dampening 0.",
    });
  }
  if (momentum === 0) {
    return {
      slots: [],
      begin: (rate) => (x, gradient) => [x.sub(decayed(gradient, x, weightDecay).mul(rate))],
    };
  }
  return {
    slots: ["momentum"],
    begin: (rate, step) => {
      const share = dampening === 0 ? undefined : where(step.equal(1), 1, 1 - dampening);
      return (x, rawGradient, [direction]) => {
        const gradient = decayed(rawGradient, x, weightDecay);
        const next = direction!.mul(momentum).add(share === undefined ? gradient : gradient.mul(share));
        return [x.sub((nesterov ? gradient.add(next.mul(momentum)) : next).mul(rate)), next];
      };
    },
  };
}
