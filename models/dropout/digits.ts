/** The training of the classifier on few digits, with and without dropout. */
import { adam, correct, crossEntropy, earlyStopping, evaluate, random } from "hebb";
import type { Run } from "../run.ts";
import type { Digits, FewDigits } from "../shared/few-digits.ts";
import { Classifier, type Probabilities } from "./model.ts";

/** No dropout. */
export const none: Probabilities = { input: 0, hidden: 0 };

/**
 * The dropout rates with the lowest validation loss in the experiment `rate`, whose seeds differ from those of the
 * recipe.
 */
export const chosen: Probabilities = { input: 0.6, hidden: 0.25 };

/** Epochs without improvement after which training stops. */
const patience = 15;
const batchSize = 50;

/** Options of `trainClassifier`. */
export interface TrainOptions {
  readonly units: number;
  /** Maximum number of epochs. */
  readonly epochs: number;
  readonly seed: number;
  readonly label: string;
  /** Learning rate of Adam. Default 1e-3. */
  readonly learningRate?: number;
}

/** A trained classifier. */
export interface Trained {
  readonly model: Classifier;
  /** Cross entropy of the validation digits after each epoch, in nats. */
  readonly validation: readonly number[];
}

/**
 * Trains with or without dropout and returns the model of the epoch with the lowest validation loss. The initial
 * weights depend on the seed only.
 */
export async function trainClassifier(
  run: Run,
  { train, validation }: FewDigits,
  probabilities: Probabilities,
  { units, epochs, seed, label, learningRate = 1e-3 }: TrainOptions,
): Promise<Trained> {
  random.seed(seed);
  const model = new Classifier({ units, ...probabilities });
  const history = await run.fit(model, train, {
    loss: crossEntropy,
    optimizer: adam(model, { learningRate }),
    epochs,
    batchSize,
    seed,
    validation,
    callbacks: [earlyStopping(model, { patience })],
    label,
    quiet: true,
  });
  return { model, validation: history.epochs.map((report) => report.validation!["loss"]!) };
}

/** Returns the mean cross entropy in nats and the accuracy. */
export async function measureDigits(model: Classifier, digits: Digits): Promise<{ loss: number; accuracy: number }> {
  const metrics = { loss: crossEntropy, accuracy: correct };
  const { loss, accuracy } = await evaluate(model, digits, { batchSize: 250, metrics });
  return { loss: loss!, accuracy: accuracy! };
}
