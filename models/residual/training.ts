/** Trains a deep network as all networks of this system are trained, so that nothing but their form tells them apart. */
import { type Optimizer, type Schedule, adam, correct, crossEntropy, evaluate, schedules, sgd } from "hebb";
import type { Pictures } from "hebb/data";
import type { Point } from "../figure.ts";
import type { Run } from "../run.ts";
import { DeepNetwork, type DeepOptions } from "./model.ts";
import { scaleByData } from "./scaling.ts";
import { mean } from "../shared/statistics.ts";

export interface Network extends DeepOptions {
  /** The highest learning rate. */
  readonly learningRate: number;
  /** Default "momentum": gradient descent with momentum 0.9, as in He et al. (2016). */
  readonly optimizer?: keyof typeof optimizers;
  /** Whether the first weights are scaled by training images. Default false. */
  readonly scaled?: boolean;
}

export interface Trained {
  readonly network: Network;
  readonly model: DeepNetwork;
  /** Mean of the last fifty steps. */
  readonly loss: number;
  /** Of the test images. */
  readonly accuracy: number;
  /** Loss over steps, as means of twenty. */
  readonly curve: readonly Point[];
}

export interface Lesson {
  readonly train: Pictures;
  readonly test: Pictures;
  readonly epochs: number;
}

const batchSize = 32;

const optimizers = {
  momentum: (model: DeepNetwork, learningRate: Schedule): Optimizer => sgd(model, { learningRate, momentum: 0.9 }),
  adam: (model: DeepNetwork, learningRate: Schedule): Optimizer => adam(model, { learningRate }),
};

export function nameOf({ depth, shortcut }: DeepOptions): string {
  return `${shortcut ? "residual" : "plain"}, ${depth} layers`;
}

/** Along half a cosine; gradients longer than 1 are shortened, without which residual networks overflow at times. */
export async function trainNetwork(run: Run, network: Network, { train, test, epochs }: Lesson): Promise<Trained> {
  const { learningRate, optimizer = "momentum", scaled = false } = network;
  const model = new DeepNetwork(network);
  if (scaled) await scaleByData(model, train.take(128).field(0));
  const steps = epochs * Math.floor(train.length / batchSize);
  const losses: number[] = [];
  await run.fit(model, train, {
    loss: crossEntropy,
    optimizer: optimizers[optimizer](model, schedules.cosine(learningRate, { steps })),
    clipNorm: 1,
    epochs,
    batchSize,
    last: "drop",
    label: nameOf(network),
    callbacks: [{ onStepEnd: ({ values }) => void losses.push(values["loss"]!) }],
  });
  const { accuracy } = await evaluate(model, test, { metrics: { accuracy: correct } });
  return { network, model, loss: mean(losses.slice(-50)), accuracy: accuracy!, curve: means(losses, 20) };
}

/** Each at the middle of its `count` steps. */
function means(losses: readonly number[], count: number): Point[] {
  return Array.from({ length: Math.floor(losses.length / count) }, (_, i): Point => {
    return [(i + 0.5) * count, mean(losses.slice(i * count, (i + 1) * count))];
  });
}
