/** Training of the softmax classifier with cross entropy and Adam with a cosine schedule. */
import { adam, correct, crossEntropy, schedules } from "hebb";
import type { Pictures } from "hebb/data";
import type { Run } from "../run.ts";
import { SoftmaxClassifier } from "./model.ts";

/** Options of `trainClassifier`. */
export interface Training {
  readonly epochs: number;
  /** Records no curve, for a training that only prepares an experiment. */
  readonly quiet?: boolean;
}

// The learning rate was chosen by the cross entropy on 10,000 held-out training digits; 1e-3, 1e-2 and plain gradient
// descent did worse. More than 10 epochs do not help.
const learningRate = 3e-3;
const batchSize = 128;

export async function trainClassifier(run: Run, examples: Pictures, { epochs, quiet }: Training) {
  const model = new SoftmaxClassifier();
  const steps = epochs * Math.ceil(examples.length / batchSize);
  await run.fit(model, examples, {
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: schedules.cosine(learningRate, { steps }) }),
    epochs,
    batchSize,
    metrics: { accuracy: correct },
    ...(quiet !== undefined && { quiet }),
  });
  return model;
}
