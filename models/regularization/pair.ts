/** Two trainings that differ in one respect: λ/2 ‖w‖² is added to the loss, or the weights decay by αλ in each step. */
import {
  type Optimizer,
  type State,
  type Tensor,
  type TypedArray,
  adam,
  compile,
  crossEntropy,
  parameters,
  random,
  sgd,
  tanh,
} from "hebb";
import type { Run } from "../run.ts";
import type { Digits } from "../shared/few-digits.ts";
import { Classifier, l2Penalty, minimizeWithDecay } from "./model.ts";

interface Maker {
  /** Learning rate α. */
  readonly learningRate: number;
  readonly make: (model: Classifier, learningRate: number) => Optimizer;
}

export const optimizers = {
  SGD: { learningRate: 0.1, make: (model, learningRate) => sgd(model, { learningRate }) },
  momentum: { learningRate: 0.02, make: (model, learningRate) => sgd(model, { learningRate, momentum: 0.9 }) },
  Adam: { learningRate: 1e-3, make: (model, learningRate) => adam(model, { learningRate }) },
} as const satisfies Record<string, Maker>;

export type OptimizerName = keyof typeof optimizers;
export type Way = "L2" | "decay";

/** Strength λ of the regularization. */
export const lambda = 0.01;

const batchSize = 50;

/** Options of `trainPair`. */
export interface PairOptions {
  readonly units: number;
  readonly steps: number;
  /** Steps between two measurements of the distance. */
  readonly every: number;
  readonly seed: number;
}

/** The two trained models. */
export interface Pair {
  readonly models: Readonly<Record<Way, Classifier>>;
  /** Initial W₁ of both models, [units, 784]. */
  readonly first: TypedArray;
  /** ‖θ(L2) - θ(decay)‖ / ‖θ(L2)‖ over all parameters, by step. */
  readonly distances: readonly (readonly [steps: number, distance: number])[];
}

/** Trains both models from the same initial parameters with the same batches in the same order. */
export async function trainPair(run: Run, name: OptimizerName, train: Digits, options: PairOptions): Promise<Pair> {
  const { units, steps, every, seed } = options;
  const [ofL2, ofDecay] = [makeStep(name, "L2", units, seed), makeStep(name, "decay", units, seed)];
  const models = { L2: ofL2.model, decay: ofDecay.model };
  const first = await models.L2.hidden.weight.array();
  const distances: [number, number][] = [];
  const batches = train.batches(batchSize, { epochs: Infinity, seed, last: "drop" });
  await run.loop(`L2 and decay under ${name}`, {
    total: steps,
    state: { L2: ofL2.state, decay: ofDecay.state, distances },
    async step(i) {
      const [images, labels] = batches.at(i);
      ofL2.step(images, labels);
      ofDecay.step(images, labels);
      const done = i + 1;
      if (done % every === 0 || done === 1) distances.push([done, await distance(models.L2, models.decay)]);
    },
  });
  return { models, first, distances };
}

interface Trainee {
  readonly model: Classifier;
  /** All that `step` changes. */
  readonly state: State;
  readonly step: (images: Tensor, labels: Tensor) => Tensor;
}

function makeStep(name: OptimizerName, way: Way, units: number, seed: number): Trainee {
  random.seed(seed);
  // The slope of relu jumps at 0, where rounding could make two runs diverge; tanh is smooth.
  const model = new Classifier({ units, activation: tanh });
  const { learningRate, make } = optimizers[name];
  const optimizer = make(model, learningRate);
  const step = compile((images: Tensor, labels: Tensor) => {
    const loss = crossEntropy(model.forward(images), labels);
    return way === "L2"
      ? optimizer.minimize(loss.add(l2Penalty(model.weights, lambda)))
      : minimizeWithDecay(optimizer, loss, model.weights, learningRate * lambda);
  });
  return { model, state: { model, optimizer }, step };
}

async function distance(a: Classifier, b: Classifier): Promise<number> {
  const [ofA, ofB] = await Promise.all([valuesOf(a), valuesOf(b)]);
  let [apart, size] = [0, 0];
  ofA.forEach((values, i) => {
    values.forEach((value, j) => {
      apart += (value - ofB[i]![j]!) ** 2;
      size += value ** 2;
    });
  });
  return Math.sqrt(apart / size);
}

function valuesOf(model: Classifier) {
  return Promise.all(parameters(model).map(([, param]) => param.array()));
}
