/** What one optimizer knows: how a parameter and its slots change by a gradient. Everything else is `optimizer.ts`'s. */
import type { Tensor } from "../tensor/index.ts";
import type { Schedule } from "./schedules.ts";

/** The learning rate, or how it follows from the number of updates done. */
export type LearningRate = number | Schedule;

/** The next value of the parameter, then the next values of its slots. */
export type Updated = readonly [parameter: Tensor, ...slots: Tensor[]];

export type Update = (parameter: Tensor, gradient: Tensor, slots: readonly Tensor[]) => Updated;

export interface Rule {
  /** What is kept for each parameter: tensors of its shape, 0 at first. */
  readonly slots: readonly string[];
  /** The update of all parameters in one step: number `step`, counted from 1, both f32 scalars. */
  begin(rate: Tensor, step: Tensor): Update;
}

/** gradient + weightDecay * parameter: the gradient of the loss with weightDecay / 2 * |parameter|² added. */
export function decayed(gradient: Tensor, parameter: Tensor, weightDecay: number): Tensor {
  return weightDecay === 0 ? gradient : gradient.add(parameter.mul(weightDecay));
}

/** The moving average that keeps the share `decay` of the old value. */
export function average(old: Tensor, value: Tensor, decay: number): Tensor {
  return old.mul(decay).add(value.mul(1 - decay));
}

/**
 * 1 - beta^step, the weight of all values in a moving average, without the difference, which would cancel for betas near 1.
 */
export function correction(beta: number, step: Tensor): Tensor {
  return step.mul(Math.log(beta)).expm1().neg();
}
