/** Update rules: the formula of one optimizer for a parameter and its slots. */
import type { Tensor } from "../tensor/index.ts";
import type { Schedule } from "./schedules.ts";

/** Learning rate: a number, or a schedule that computes it from the number of completed steps. */
export type LearningRate = number | Schedule;

/** Next value of a parameter, followed by the next values of its slots. */
export type Updated = readonly [parameter: Tensor, ...slots: Tensor[]];

/** Computes the next values of a parameter and its slots from a gradient. */
export type Update = (parameter: Tensor, gradient: Tensor, slots: readonly Tensor[]) => Updated;

/** Update rule of an optimizer. */
export interface Rule {
  /** Names of the slots of each parameter: tensors of its shape, initially 0. */
  readonly slots: readonly string[];
  /** Returns the update of one step. `learningRate` and the step number `step`, counted from 1, are f32 scalars. */
  begin(learningRate: Tensor, step: Tensor): Update;
}

/**
 * L2 regularization: gradient + weightDecay * parameter, the gradient of the loss plus weightDecay / 2 * |parameter|².
 */
export function decayed(gradient: Tensor, parameter: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
}

/** Exponential moving average with the decay rate `decay`. */
export function average(old: Tensor, value: Tensor, decay: number): Tensor {
  return old.mul(decay).add(value.mul(1 - decay));
}

/**
 * Bias correction of a moving average, 1 - beta^step. Computed with expm1, because the difference would lose digits if
 * beta is close to 1.
 */
export function correction(beta: number, step: Tensor): Tensor {
  return step.mul(Math.log(beta)).expm1().neg();
}
