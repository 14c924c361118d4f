/** Training of the softmax classifier with cross entropy and Adam with a cosine schedule. */
import { adam, correct, crossEntropy, schedules } from "hebb";
import type { Pictures } from "hebb/data";
import type { Run } from "../run.ts";
import { SoftmaxClassifier } from "./model.ts";

// Chosen by the cross entropy on 10,000 held-out training digits; 1e-3, 1e-2 and plain gradient descent did worse. More
// than 10 epochs do not help.
export const learningRate = 3e-3;
export const batchSize = 128;

/** Options of `trainClassifier`. */
export interface Training {
  readonly epochs: number;
  /** Initial learning rate of Adam. Default: the chosen one. */
  readonly learningRate?: number;
  /** Default 128. */
  readonly batchSize?: number;
  /** Records no curve, for a training that only prepares an experiment. */
  readonly quiet?: boolean;
}

export async function trainClassifier(run: Run, examples: Pictures, training: Training) {
  const { epochs, learningRate: initial = learningRate, batchSize: size = batchSize, quiet } = training;
  const model = new SoftmaxClassifier();
  const steps = epochs * Math.ceil(examples.length / size);
  await run.fit(model, examples, {
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: schedules.cosine(initial, { steps }) }),
    epochs,
    batchSize: size,
    metrics: { accuracy: correct },
    ...(quiet !== undefined && { quiet }),
  });
  return model;
}
