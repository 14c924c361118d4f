/** Five hyperparameters of the digit classifier, and trainings with given values of them. */
import { Linear, Module, type Tensor, correct, crossEntropy, evaluate, random, sgd } from "hebb";
import type { Pictures } from "hebb/data";
import type { Run } from "../run.ts";

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

/** A classifier with one hidden layer of any width. */
class Classifier extends Module {
  readonly hidden: Linear;
  readonly output: Linear;

  constructor(hidden: number) {
    super();
    this.hidden = new Linear(784, hidden);
    this.output = new Linear(hidden, 10);
  }

  forward(images: Tensor): Tensor {
    return this.output.forward(this.hidden.forward(images.cast("f32").div(255)).relu());
  }
}

/** Loss of a network that has diverged: that of guessing among ten digits. */
const guessing = Math.log(10);

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
  const model = new Classifier(hidden);
  const optimizer = sgd(model, { learningRate, momentum, weightDecay });
  const label = `learning rate ${learningRate.toPrecision(2)}`;
  await run.fit(model, train, { loss: crossEntropy, optimizer, epochs, batchSize, label, quiet: true });
  const { loss } = await evaluate(model, validation, { metrics: { loss: crossEntropy } });
  const { accuracy } = await evaluate(model, test, { metrics: { accuracy: correct } });
  return { values, loss: Number.isFinite(loss) ? Math.min(loss!, guessing) : guessing, testError: 1 - accuracy! };
}
