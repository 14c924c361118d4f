/** Adam's effective learning rates α / (√v + ε) while it trains the digit classifier: one for each parameter. */
import { type Optimizer, type Param, adam } from "hebb";
import type { Pictures } from "hebb/data";
import type { Run } from "../run.ts";
import { mean } from "../shared/statistics.ts";
import { type Network, learn } from "./digits.ts";

export const settings = { learningRate: 1e-3, betas: [0.9, 0.999], epsilon: 1e-8 } as const;

/** Side of an image in pixels, and number of hidden units. */
const [pixels, units] = [784, 128];

/** Pixels that fewer than this fraction of the digits ink are rare; common ones are inked at least this often. */
const [rareBelow, commonFrom] = [0.05, 0.4];

/** Effective rates after one update: quantiles over all parameters that have had a gradient. */
export interface Quantiles {
  readonly update: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** Measurement with one seed. */
export interface EffectiveRates {
  readonly course: readonly Quantiles[];
  /** Geometric means over the weights of rare and of common pixels. */
  readonly rare: number;
  readonly common: number;
  /** 95th percentile of |Δθ| / α in the last step. */
  readonly step: number;
  /** Geometric mean of the effective rates of each pixel's weights; 0 for pixels without any gradient. */
  readonly map: readonly number[];
}

/** Trains for this number of epochs and measures after the updates in `stops` and after the last one. */
export async function effectiveRates(
  run: Run,
  digits: Pictures,
  ink: readonly number[],
  { epochs, stops }: { readonly epochs: number; readonly stops: readonly number[] },
): Promise<EffectiveRates> {
  let measured: Moments | undefined;
  const state = { updates: 0, course: [] as Quantiles[] };
  const look = async () => {
    const values = (await effective(measured!, state.updates)).flat().filter((rate) => rate > 0);
    const at = quantiles(values);
    state.course.push({ update: state.updates, low: at(0.05), median: at(0.5), high: at(0.95) });
  };
  const start = (model: Network): Optimizer => {
    const optimizer = adam(model, settings);
    measured = momentsOf(optimizer);
    return optimizer;
  };
  const onStepEnd = async () => {
    state.updates++;
    if (stops.includes(state.updates)) await look();
  };
  const course = { epochs, batchSize: 32, label: "Adam" };
  await learn(run, digits, start, { ...course, callbacks: [{ state, onStepEnd, onTrainEnd: look }] });
  const rates = await effective(measured!, state.updates);
  const map = geometricMeans(rates[0]!);
  const over = (isChosen: (share: number) => boolean) =>
    geometricMean(map.filter((rate, pixel) => rate > 0 && isChosen(ink[pixel]!)));
  return {
    course: state.course,
    rare: over((share) => share < rareBelow),
    common: over((share) => share >= commonFrom),
    step: await lastStep(measured!, rates, state.updates),
    map,
  };
}

/** Adam's moving averages of the gradient and of its square, for each parameter; hidden weights are first. */
interface Moments {
  readonly m: readonly Param[];
  readonly v: readonly Param[];
}

function momentsOf({ state }: Optimizer): Moments {
  const slots = (slot: string) => [...state].flatMap(([path, param]) => (path.endsWith(`/${slot}`) ? [param] : []));
  return { m: slots("m"), v: slots("v") };
}

/** Returns α / (√v̂ + ε) for each parameter, and 0 for those that have never had a gradient. */
async function effective({ v }: Moments, updates: number): Promise<number[][]> {
  const correction = 1 - settings.betas[1] ** updates;
  const rate = (square: number) =>
    square === 0 ? 0 : settings.learningRate / (Math.sqrt(square / correction) + settings.epsilon);
  return Promise.all(v.map(async (param) => Array.from(await param.array(), rate)));
}

/** Returns the 95th percentile of |m̂| / (√v̂ + ε), the length of a parameter's step relative to α. */
async function lastStep({ m }: Moments, rates: readonly (readonly number[])[], updates: number): Promise<number> {
  const correction = 1 - settings.betas[0] ** updates;
  const steps: number[] = [];
  for (const [i, param] of m.entries()) {
    (await param.array()).forEach((average, j) => {
      const rate = rates[i]![j]!;
      if (rate > 0) steps.push((rate * Math.abs(average)) / correction / settings.learningRate);
    });
  }
  return quantiles(steps)(0.95);
}

/** Returns the geometric mean over the units for each pixel, from the rates of the hidden weights, [units, pixels]. */
function geometricMeans(rates: readonly number[]): number[] {
  return Array.from({ length: pixels }, (_, pixel) => {
    const own = Array.from({ length: units }, (_, unit) => rates[unit * pixels + pixel]!).filter((rate) => rate > 0);
    return own.length === 0 ? 0 : geometricMean(own);
  });
}

const geometricMean = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)));

/** Returns a function of a fraction: the value that this fraction of all values do not exceed. */
function quantiles(values: readonly number[]): (share: number) => number {
  const sorted = Float64Array.from(values).sort();
  return (share) => sorted[Math.floor(share * (sorted.length - 1))]!;
}
