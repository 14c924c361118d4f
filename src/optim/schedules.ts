/**
 * Learning rates that follow from the number of updates done: functions that make a `Schedule`. A schedule is computed in
 * the program, so that nothing is compiled again when the rate changes.
 */
import { ArgumentError } from "../base/errors.ts";
import { readOptions, shown } from "../base/options.ts";
import { Tensor, where } from "../tensor/index.ts";

/** The rate, an f32 scalar, after `step` updates: an f32 scalar, 0 in the first update. */
export type Schedule = (step: Tensor) => Tensor;

export function constant(rate: number): Schedule {
  return () => Tensor.from(rate);
}

/** `rate`, multiplied by `factor` (default 0.1) after `every` steps and again after as many. */
export function step(rate: number, options: { readonly every: number; readonly factor?: number }): Schedule {
  const { every, factor = 0.1 } = readOptions("step", options, { every: "required number", factor: "number" });
  checkSteps("step", every);
  return (step) => power(factor, step.div(every).floor()).mul(rate);
}

/** `rate`, multiplied by `factor` after each step. */
export function exponential(rate: number, options: { readonly factor: number }): Schedule {
  const { factor } = readOptions("exponential", options, { factor: "required number" });
  return (step) => power(factor, step).mul(rate);
}

/** From `rate` down to `floor` (default 0) in `steps` along half a cosine, and `floor` ever after (Loshchilov and Hutter, 2017). */
export function cosine(rate: number, options: { readonly steps: number; readonly floor?: number }): Schedule {
  const { steps, floor = 0 } = readOptions("cosine", options, { steps: "required number", floor: "number" });
  checkSteps("cosine", steps);
  return (step) => between(floor, rate, step.rsub(steps).maximum(0).div(steps));
}

/** From `rate` / `steps` up to the rate in equal steps; then `rate`, a number or a schedule that begins there. */
export function warmUp(rate: number | Schedule, options: { readonly steps: number }): Schedule {
  const { steps } = readOptions("warmUp", options, { steps: "required number" });
  checkSteps("warmUp", steps);
  const after = typeof rate === "number" ? constant(rate) : rate;
  return (step) => {
    const share = step.add(1).div(steps).minimum(1);
    return after(step.sub(steps).maximum(0)).mul(share);
  };
}

export interface OneCycleOptions {
  /** Of the whole cycle. */
  readonly steps: number;
  /** The share of the steps on the way up. Default 0.3. */
  readonly warmUp?: number;
  /** Default: a 25th of the highest rate. */
  readonly start?: number;
  /** Default: a 10,000th of the start. */
  readonly end?: number;
}

/** Up to `rate` and down again along half cosines, and `end` ever after (Smith and Topin, 2018). As PyTorch's OneCycleLR. */
export function oneCycle(rate: number, options: OneCycleOptions): Schedule {
  const kinds = { steps: "required number", warmUp: "number", start: "number", end: "number" } as const;
  const { steps, warmUp: share = 0.3, start = rate / 25, end = start / 1e4 } = readOptions("oneCycle", options, kinds);
  checkSteps("oneCycle", steps);
  // The steps at which the highest and the last rate are used.
  const top = share * steps - 1;
  const last = steps - 1;
  if (!(top > 0 && top < last)) {
    throw new ArgumentError(`oneCycle cannot warm up for ${share} of ${steps} steps`, {
      rule: "The way up and the way down have more than one step each.",
    });
  }
  return (step) => {
    const up = between(start, rate, step.div(top));
    const down = between(
      end,
      rate,
      step
        .rsub(last)
        .maximum(0)
        .div(last - top),
    );
    return where(step.lessEqual(top), up, down);
  };
}

/**
 * From `low` up to `high` along half a cosine, as `share` goes from 0 to 1. The square of a sine is (1 - cos) / 2 without
 * the difference, which would leave a few digits of what is near `low`.
 */
function between(low: number, high: number, share: Tensor): Tensor {
  return share
    .mul(Math.PI / 2)
    .sin()
    .square()
    .mul(high - low)
    .add(low);
}

/** A power multiplies the rounding of its base to f32 by the exponent; the second factor takes it back. */
function power(base: number, exponent: Tensor): Tensor {
  const rounded = Math.fround(base);
  const result = Tensor.from(rounded).pow(exponent);
  return rounded === base ? result : result.mul(exponent.mul(Math.log(base / rounded)).exp());
}

function checkSteps(name: string, steps: number): void {
  if (typeof steps === "number" && steps > 0) return;
  throw new ArgumentError(`${name} was given ${shown(steps)} steps`, { rule: "There are more than 0 steps." });
}
