/**
 * Training of chains on the course's subset of MNIST, each with the learning rate that does best on validation digits.
 */
import { correct, crossEntropy, evaluate, random, sgd } from "hebb";
import type { Pictures } from "hebb/data";
import type { DigitParts } from "../shared/course-digits.ts";
import type { Point } from "../figure.ts";
import type { Run } from "../run.ts";
import { Chain } from "./model.ts";
import { type Scheme, labelOf } from "./schemes.ts";

/** Options of `outcomeOf`. */
export interface TrainingOptions {
  readonly width: number;
  readonly epochs: number;
  readonly rates: readonly number[];
}

/** A trained chain. */
export interface Outcome {
  readonly learningRate: number;
  /** Accuracy on test digits. */
  readonly accuracy: number;
  /** Loss of each batch. */
  readonly losses: readonly Point[];
  readonly model: Chain;
}

/** Trains with SGD, momentum 0.9 and batches of 64. */
export async function outcomeOf(
  run: Run,
  scheme: Scheme,
  { train, fitting, validation, test }: DigitParts,
  { width, epochs, rates }: TrainingOptions,
): Promise<Outcome> {
  const label = labelOf(scheme);
  const learn = async (digits: Pictures, learningRate: number, losses: Point[] = []): Promise<Chain> => {
    random.seed(run.seed);
    const model = new Chain({ activation: scheme.activation, weight: scheme.weight, width });
    await run.fit(model, digits, {
      loss: crossEntropy,
      optimizer: sgd(model, { learningRate, momentum: 0.9 }),
      epochs,
      batchSize: 64,
      label,
      quiet: true,
      callbacks: [
        { state: { losses }, onStepEnd: ({ values }) => void losses.push([losses.length + 1, values["loss"]!]) },
      ],
    });
    return model;
  };
  let [learningRate, lowest] = [rates[0]!, Infinity];
  for (const candidate of rates.length > 1 ? rates : []) {
    const { loss } = await evaluate(await learn(fitting, candidate), validation, { metrics: { loss: crossEntropy } });
    // A NaN loss compares as false and is never chosen.
    if (loss! < lowest) [learningRate, lowest] = [candidate, loss!];
  }
  const losses: Point[] = [];
  const model = await learn(train, learningRate, losses);
  const { accuracy } = await evaluate(model, test, { metrics: { accuracy: correct } });
  return { learningRate, accuracy: accuracy!, losses, model };
}
