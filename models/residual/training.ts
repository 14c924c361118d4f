/** Training of a deep network, the same for all networks of this system. */
import { type Optimizer, type Schedule, adam, correct, crossEntropy, evaluate, schedules, sgd } from "hebb";
import type { Pictures } from "hebb/data";
import type { Point } from "../figure.ts";
import type { Run } from "../run.ts";
import { DeepNetwork, type DeepOptions } from "./model.ts";
import { scaleByData } from "./scaling.ts";
import { mean } from "../shared/statistics.ts";

/** A network and its hyperparameters. */
export interface Network extends DeepOptions {
  /** Highest learning rate of the schedule. */
  readonly learningRate: number;
  /** Default "momentum": gradient descent with momentum 0.9, as in He et al. (2016). */
  readonly optimizer?: keyof typeof optimizers;
  /** Scales the initial weights with training images. Default false. */
  readonly scaled?: boolean;
}

/** The results of a training. */
export interface Trained {
  readonly network: Network;
  readonly model: DeepNetwork;
  /** Mean loss of the last fifty steps. */
  readonly loss: number;
  /** Accuracy on the test images. */
  readonly accuracy: number;
  /** Loss by step, averaged over twenty steps. */
  readonly curve: readonly Point[];
}

/** Data and number of epochs. */
export interface Lesson {
  readonly train: Pictures;
  readonly test: Pictures;
  readonly epochs: number;
  /** Default 32. */
  readonly batchSize?: number;
}

export const batchSize = 32;

const optimizers = {
  momentum: (model: DeepNetwork, learningRate: Schedule): Optimizer => sgd(model, { learningRate, momentum: 0.9 }),
  adam: (model: DeepNetwork, learningRate: Schedule): Optimizer => adam(model, { learningRate }),
};

/** Name of a training in progress. Snapshots are saved under this name, so it is the same in all languages. */
export function nameOf({ depth, shortcut }: DeepOptions): string {
  return `${shortcut ? "residual" : "plain"}, ${depth} layers`;
}

/**
 * Trains with a cosine schedule. Gradients are clipped to the norm 1, without which residual networks sometimes
 * overflow.
 */
export async function trainNetwork(run: Run, network: Network, lesson: Lesson): Promise<Trained> {
  const { train, test, epochs, batchSize: size = batchSize } = lesson;
  const { learningRate, optimizer = "momentum", scaled = false } = network;
  const model = new DeepNetwork(network);
  if (scaled) await scaleByData(model, train.take(128).field(0));
  const steps = epochs * Math.floor(train.length / size);
  const losses: number[] = [];
  await run.fit(model, train, {
    loss: crossEntropy,
    optimizer: optimizers[optimizer](model, schedules.cosine(learningRate, { steps })),
    clipNorm: 1,
    epochs,
    batchSize: size,
    last: "drop",
    label: nameOf(network),
    callbacks: [{ state: { losses }, onStepEnd: ({ values }) => void losses.push(values["loss"]!) }],
  });
  const { accuracy } = await evaluate(model, test, { metrics: { accuracy: correct } });
  return { network, model, loss: mean(losses.slice(-50)), accuracy: accuracy!, curve: means(losses, 20) };
}

/** Averages `count` steps each, placed at the middle of the interval. */
function means(losses: readonly number[], count: number): Point[] {
  return Array.from({ length: Math.floor(losses.length / count) }, (_, i): Point => {
    return [(i + 0.5) * count, mean(losses.slice(i * count, (i + 1) * count))];
  });
}
