/** Five hyperparameters of the digit classifier, and trainings with given values of them. */
import { crossEntropy, random, sgd } from "hebb";
import type { Pictures } from "hebb/data";
import type { Run } from "../run.ts";
import { Network, boundedLoss, judge } from "./digits.ts";

/** A range to search. */
interface Range {
  readonly low: number;
  readonly high: number;
  /** True if the logarithm is uniformly distributed. */
  readonly log: boolean;
  readonly integer?: boolean;
}

export const ranges = {
  learningRate: { low: 1e-3, high: 1, log: true },
  momentum: { low: 0, high: 0.95, log: false },
  batchSize: { low: 8, high: 128, log: true, integer: true },
  hidden: { low: 16, high: 256, log: true, integer: true },
  weightDecay: { low: 1e-6, high: 1e-2, log: true },
} as const satisfies Record<string, Range>;

export type HyperparameterName = keyof typeof ranges;

export const hyperparameterNames = Object.keys(ranges) as HyperparameterName[];

/** Returns the hyperparameters of which a grid of this many networks has two values; the others stay in the middle. */
export const listedNames = (budget: number): HyperparameterName[] =>
  hyperparameterNames.filter((_, i) => 2 ** i < budget);

export type Values = Readonly<Record<HyperparameterName, number>>;

/** A trained network with drawn or listed hyperparameters, and its loss on validation digits. */
export interface Trial {
  readonly values: Values;
  readonly loss: number;
}

/** Returns the values at a position in the ranges: from 0 at the low end to 1 at the high end, one for each name. */
export function valuesAt(position: readonly number[]): Values {
  const values = hyperparameterNames.map((name, i) => {
    const { low, high, log, integer = false }: Range = ranges[name];
    const value = log ? low * (high / low) ** position[i]! : low + (high - low) * position[i]!;
    return [name, integer ? Math.round(value) : value] as const;
  });
  return Object.fromEntries(values) as Record<HyperparameterName, number>;
}

/** Returns the position of a value in its range, the inverse of `valuesAt`. */
export function positionOf(name: HyperparameterName, value: number): number {
  const { low, high, log } = ranges[name];
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

export interface Tried extends Trial {
  /** Fraction of the test digits classified wrongly. */
  readonly testError: number;
}

export interface Parts {
  readonly train: Pictures;
  readonly validation: Pictures;
  readonly test: Pictures;
  readonly epochs: number;
}

/** Trains with SGD. */
export async function attempt(run: Run, values: Values, { train, validation, test, epochs }: Parts): Promise<Tried> {
  const { learningRate, momentum, batchSize, hidden, weightDecay } = values;
  random.seed(run.seed);
  const model = new Network(hidden);
  const optimizer = sgd(model, { learningRate, momentum, weightDecay });
  const label = `learning rate ${learningRate.toPrecision(2)}`;
  await run.fit(model, train, { loss: crossEntropy, optimizer, epochs, batchSize, label, quiet: true });
  const { loss } = await judge(model, validation);
  const { accuracy } = await judge(model, test);
  return { values, loss: boundedLoss(loss), testError: 1 - accuracy };
}
