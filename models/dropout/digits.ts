/** A thousand digits to learn from, few enough to learn them by heart; and how the classifier learns them. */
import { type Tensor, adam, correct, crossEntropy, earlyStopping, evaluate, random } from "hebb";
import { type Dataset, mnist } from "hebb/data";
import type { Run } from "../run.ts";
import { Classifier, type Probabilities } from "./model.ts";

export type Digits = Dataset<[images: Tensor, labels: Tensor]>;

export interface FewDigits {
  readonly train: Digits;
  /** Of MNIST's training part, and none of `train`: trainings are ended by these. */
  readonly validation: Digits;
  readonly test: Digits;
}

export interface FewDigitsOptions {
  readonly examples: number;
  readonly validation: number;
  /** Default: all 10,000. */
  readonly test?: number;
}

/** MNIST, read once: a function that draws the parts by a seed. */
export async function fewDigits(options: FewDigitsOptions): Promise<(seed: number) => FewDigits> {
  const { train: all, test } = await mnist();
  return (seed) => {
    const [train, others] = all.split(options.examples / all.length, { seed });
    return { train, validation: others.take(options.validation), test: test.take(options.test ?? test.length) };
  };
}

export const none: Probabilities = { input: 0, hidden: 0 };

/**
 * Of those that the experiment `rate` compares, that with the lowest cross entropy of validation digits, in draws by seeds
 * that are none of the recipe's.
 */
export const chosen: Probabilities = { input: 0.6, hidden: 0.25 };

/** Epochs without a better one after which a training ends. */
const patience = 15;
const batchSize = 50;

export interface TrainOptions {
  readonly units: number;
  /** At most. */
  readonly epochs: number;
  readonly seed: number;
  readonly label: string;
  /** Of Adam. Default 1e-3. */
  readonly learningRate?: number;
}

export interface Trained {
  readonly model: Classifier;
  /** Cross entropies of the validation digits after each epoch, in nats. */
  readonly validation: readonly number[];
}

/** The model of the epoch with the lowest validation loss, with dropout and without; the same first weights by the same seed. */
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

/** The mean cross entropy in nats, and the fraction that is read rightly. */
export async function measureDigits(model: Classifier, digits: Digits): Promise<{ loss: number; accuracy: number }> {
  const metrics = { loss: crossEntropy, accuracy: correct };
  const { loss, accuracy } = await evaluate(model, digits, { batchSize: 250, metrics });
  return { loss: loss!, accuracy: accuracy! };
}
