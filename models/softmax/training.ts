/** How the softmax classifier is trained: cross entropy and Adam along half a cosine. */
import { adam, correct, crossEntropy, schedules } from "hebb";
import type { Pictures } from "hebb/data";
import type { Run } from "../run.ts";
import { SoftmaxClassifier } from "./model.ts";

export interface Training {
  readonly epochs: number;
  /** Quiet where it only comes before what an experiment measures. */
  readonly quiet?: boolean;
}

// The rate was chosen by the cross entropy of 10,000 of the training digits that were held out (1e-3 and 1e-2 did worse, as
// did plain descent); more epochs than 10 gain nothing.
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
