/** Training of a network on digits, and evaluation on shifted digits; shared by the experiments. */
import { type Model, type Tensor, adam, compile, correct, crossEntropy, evaluate, schedules } from "hebb";
import type { Pictures } from "hebb/data";
import type { Run } from "../run.ts";
import { shifted } from "../shared/augment.ts";

/** Options of `learn`. */
export interface Lesson {
  readonly label: string;
  readonly epochs: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  /** Test digits that are evaluated repeatedly during training; the accuracies are returned by step. */
  readonly watch?: { readonly digits: Pictures; readonly every: number };
}

/** Trains a network with the same order of examples for every network. Returns the accuracies requested by `watch`. */
export async function learn(
  run: Run,
  model: Model,
  digits: Pictures,
  { label, epochs, batchSize = 128, learningRate = 2e-3, watch }: Lesson,
): Promise<[step: number, accuracy: number][]> {
  const steps = epochs * Math.ceil(digits.length / batchSize);
  const watched: [number, number][] = [];
  const state = { done: 0, watched };
  const look = async () => {
    state.done++;
    if (watch === undefined || (state.done % watch.every !== 0 && state.done !== steps)) return;
    const { accuracy } = await evaluate(model, watch.digits, { metrics: { accuracy: correct } });
    watched.push([state.done, accuracy!]);
  };
  await run.fit(model, digits, {
    label,
    quiet: true,
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: schedules.cosine(learningRate, { steps }) }),
    epochs,
    batchSize,
    callbacks: [{ state, onStepEnd: look }],
  });
  return watched;
}

const ways = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** Returns the accuracy on `digits` shifted by each distance: the mean over the four directions. */
export async function accuracyWhenMoved(
  model: Model,
  digits: Pictures,
  distances: readonly number[],
): Promise<number[]> {
  const step = compile((images: Tensor, labels: Tensor, right: Tensor, down: Tensor) =>
    correct(model.forward(shifted(images, right, down)), labels).sum(),
  );
  const accuracy = async (right: number, down: number) => {
    let count = 0;
    for (const [images, labels] of digits.batches(500, { shuffle: false })) {
      count += await step(images, labels, right, down).item();
    }
    return count / digits.length;
  };
  const means: number[] = [];
  for (const distance of distances) {
    let sum = 0;
    for (const [right, down] of ways) sum += await accuracy(right * distance, down * distance);
    means.push(sum / ways.length);
  }
  return means;
}
