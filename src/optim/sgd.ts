/** Stochastic gradient descent (SGD), with optional momentum or Nesterov momentum. */
import { ArgumentError } from "../base/errors.ts";
import { where } from "../tensor/index.ts";
import type { Target } from "./groups.ts";
import { type Optimizer, makeOptimizer } from "./optimizer.ts";
import { checkRanges } from "./options.ts";
import { type LearningRate, type Rule, decayed } from "./rule.ts";

/** Options of `sgd`. */
export interface SGDOptions {
  /** Learning rate, a number or a schedule. Default 1e-3. */
  readonly learningRate?: LearningRate;
  /** Momentum: factor of the previous direction in the next one. Default 0. */
  readonly momentum?: number;
  /** Dampening: from the second step, the gradient enters the direction with the factor 1 - dampening. Default 0. */
  readonly dampening?: number;
  /** Use Nesterov momentum. Requires `momentum` above 0 and no `dampening`. Default false. */
  readonly nesterov?: boolean;
  /** L2 regularization: weightDecay times the parameter is added to its gradient. Default 0. */
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
 * Stochastic gradient descent: x ← x - learningRate * d, with the direction d ← momentum * d + (1 - dampening) *
 * gradient (Polyak, 1964). With Nesterov momentum (Sutskever et al., 2013): x ← x - learningRate * (gradient +
 * momentum * d). `target` is a model, a list of parameters, or groups with options of their own. Throws an
 * ArgumentError if an option is out of range or nothing can be trained. Same as PyTorch's SGD.
 */
export function sgd(target: Target<SGDOptions>, options: SGDOptions = {}): Optimizer {
  return makeOptimizer("sgd", { target, options, defaults, rule });
}

function rule({ momentum, dampening, nesterov, weightDecay }: Required<SGDOptions>): Rule {
  checkRanges("sgd", { momentum, weightDecay });
  checkRanges("sgd", { dampening }, 1);
  if (nesterov && (momentum === 0 || dampening !== 0)) {
    throw new ArgumentError("sgd was given invalid options for nesterov", {
      rule: "It requires momentum above 0 and dampening 0.",
    });
  }
  if (momentum === 0) {
    return {
      slots: [],
      begin: (learningRate) => (x, gradient) => [x.sub(decayed(gradient, x, weightDecay).mul(learningRate))],
    };
  }
  return {
    slots: ["momentum"],
    begin: (learningRate, step) => {
      const share = dampening === 0 ? undefined : where(step.equal(1), 1, 1 - dampening);
      return (x, rawGradient, [direction]) => {
        const gradient = decayed(rawGradient, x, weightDecay);
        const next = direction!.mul(momentum).add(share === undefined ? gradient : gradient.mul(share));
        return [x.sub((nesterov ? gradient.add(next.mul(momentum)) : next).mul(learningRate)), next];
      };
    },
  };
}
