/**
 * Learning rate schedules: functions that return a `Schedule`. Programs compute the schedule themselves, so a change of
 * the learning rate needs no recompilation.
 */
import { ArgumentError } from "../base/errors.ts";
import { readOptions, shown } from "../base/options.ts";
import { Tensor, where } from "../tensor/index.ts";

/** Learning rate schedule: the number of completed steps, an f32 scalar -> the learning rate, an f32 scalar. */
export type Schedule = (step: Tensor) => Tensor;

/** Constant learning rate. */
export function constant(learningRate: number): Schedule {
  return () => Tensor.from(learningRate);
}

/**
 * Step decay: multiplies the learning rate by `factor` (default 0.1) after every `every` steps. Throws an ArgumentError
 * unless `every` is above 0. Same as PyTorch's StepLR.
 */
export function step(learningRate: number, options: { readonly every: number; readonly factor?: number }): Schedule {
  const { every, factor = 0.1 } = readOptions("step", options, { every: "required number", factor: "number" });
  checkSteps("step", every);
  return (step) => power(factor, step.div(every).floor()).mul(learningRate);
}

/** Exponential decay: multiplies the learning rate by `factor` after each step. Same as PyTorch's ExponentialLR. */
export function exponential(learningRate: number, options: { readonly factor: number }): Schedule {
  const { factor } = readOptions("exponential", options, { factor: "required number" });
  return (step) => power(factor, step).mul(learningRate);
}

/**
 * Cosine decay (Loshchilov and Hutter, 2017): from `learningRate` to `floor` (default 0) in `steps` steps along half a
 * cosine, then constant. Throws an ArgumentError unless `steps` is above 0. Similar to PyTorch's CosineAnnealingLR.
 */
export function cosine(learningRate: number, options: { readonly steps: number; readonly floor?: number }): Schedule {
  const { steps, floor = 0 } = readOptions("cosine", options, { steps: "required number", floor: "number" });
  checkSteps("cosine", steps);
  return (step) => between(floor, learningRate, step.rsub(steps).maximum(0).div(steps));
}

/**
 * Linear warm-up: increases the learning rate from `learningRate` / `steps` to `learningRate` in `steps` steps. If
 * `learningRate` is a schedule, the warm-up leads to its first value, and the schedule starts after the warm-up. Throws
 * an ArgumentError unless `steps` is above 0.
 */
export function warmUp(learningRate: number | Schedule, options: { readonly steps: number }): Schedule {
  const { steps } = readOptions("warmUp", options, { steps: "required number" });
  checkSteps("warmUp", steps);
  const after = typeof learningRate === "number" ? constant(learningRate) : learningRate;
  return (step) => {
    const share = step.add(1).div(steps).minimum(1);
    return after(step.sub(steps).maximum(0)).mul(share);
  };
}

/** Options of `oneCycle`. */
export interface OneCycleOptions {
  /** Number of steps of the cycle. */
  readonly steps: number;
  /** Fraction of the steps in which the learning rate increases. Default 0.3. */
  readonly warmUp?: number;
  /** Initial learning rate. Default: learningRate / 25. */
  readonly start?: number;
  /** Final learning rate. Default: start / 10,000. */
  readonly end?: number;
}

/**
 * One-cycle schedule (Smith and Topin, 2018): increases the learning rate from `start` to `learningRate` and decreases
 * it to `end`, each along half a cosine, then stays at `end`. Throws an ArgumentError unless both phases have more than
 * one step. Same as PyTorch's OneCycleLR.
 */
export function oneCycle(learningRate: number, options: OneCycleOptions): Schedule {
  const kinds = { steps: "required number", warmUp: "number", start: "number", end: "number" } as const;
  const {
    steps,
    warmUp: share = 0.3,
    start = learningRate / 25,
    end = start / 1e4,
  } = readOptions("oneCycle", options, kinds);
  checkSteps("oneCycle", steps);
  // Steps with the highest and the last learning rate.
  const top = share * steps - 1;
  const last = steps - 1;
  if (!(top > 0 && top < last)) {
    throw new ArgumentError(`oneCycle cannot warm up for ${share} of ${steps} steps`, {
      rule: "Both phases must have more than one step.",
    });
  }
  return (step) => {
    const up = between(start, learningRate, step.div(top));
    const down = between(
      end,
      learningRate,
      step
        .rsub(last)
        .maximum(0)
        .div(last - top),
    );
    return where(step.lessEqual(top), up, down);
  };
}

/**
 * Interpolates from `low` to `high` along half a cosine, as `share` increases from 0 to 1. Uses the square of a sine,
 * which is (1 - cos) / 2 but keeps its precision near `low`.
 */
function between(low: number, high: number, share: Tensor): Tensor {
  return share
    .mul(Math.PI / 2)
    .sin()
    .square()
    .mul(high - low)
    .add(low);
}

/**
 * Power with an exact base. Rounding the base to f32 causes an error that grows with the exponent; a factor corrects
 * it.
 */
function power(base: number, exponent: Tensor): Tensor {
  const rounded = Math.fround(base);
  const result = Tensor.from(rounded).pow(exponent);
  return rounded === base ? result : result.mul(exponent.mul(Math.log(base / rounded)).exp());
}

function checkSteps(name: string, steps: number): void {
  if (typeof steps === "number" && steps > 0) return;
  throw new ArgumentError(`${name} was given ${shown(steps)} steps`, { rule: "The number must be above 0." });
}
