/** Cross-validation: every example is tested once, by a network that was not trained on it. */
import { adamw, correct, crossEntropy, evaluate, initialize } from "hebb";
import { type Rows, type Table, folds, standardize } from "hebb/data";
import type { Run } from "../run.ts";
import { BranchedNetwork, type Ways, all } from "./model.ts";

/** Hyperparameters of AdamW. */
export const hyperparameters = { learningRate: 1e-2, weightDecay: 1e-2, batchSize: 32 };

/** Options of `crossValidate`. The hyperparameters default to those above. */
export interface ValidationOptions extends Partial<typeof hyperparameters> {
  readonly epochs: number;
  /** Number of repetitions, each with other folds. */
  readonly repeats: number;
  readonly ways?: Ways;
  readonly label: string;
}

const parts = 5;

/** The result of a cross-validation. */
export interface Validated {
  /** Mean accuracy over all folds of all repetitions. */
  readonly accuracy: number;
  /** Mean accuracy of each repetition. */
  readonly accuracies: readonly number[];
  /** The model of the first fold. */
  readonly model: BranchedNetwork;
}

/** Trains and tests a network on each fold. Features are standardized with the statistics of the training part only. */
export async function crossValidate(
  run: Run,
  { all: rows, features, classes }: Table,
  options: ValidationOptions,
): Promise<Validated> {
  const { repeats, ways = all, label } = options;
  const accuracies: number[] = [];
  let first: BranchedNetwork | undefined;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const seed = run.seed + repeat;
    let right = 0;
    for (const { train, test } of folds(rows, parts, { seed })) {
      const model = new BranchedNetwork(features.length, classes.length, ways);
      initialize(model, { seed });
      first ??= model;
      right += (await learn(run, model, train, test, { ...hyperparameters, ...options })) * test.length;
    }
    accuracies.push(right / rows.length);
    run.progress(`${label}: divisions`, repeat + 1, repeats, { accuracy: accuracies.at(-1)! });
  }
  const accuracy = accuracies.reduce((sum, value) => sum + value, 0) / repeats;
  return { accuracy, accuracies, model: first! };
}

/** Trains a network and returns its test accuracy. */
async function learn(
  run: Run,
  model: BranchedNetwork,
  train: Rows,
  test: Rows,
  options: typeof hyperparameters & Pick<ValidationOptions, "epochs" | "label">,
): Promise<number> {
  const { label, epochs, batchSize, learningRate, weightDecay } = options;
  const [known, held] = standardize(train, test);
  await run.fit(model, known, {
    label,
    quiet: true,
    loss: crossEntropy,
    optimizer: adamw(model, { learningRate, weightDecay }),
    epochs,
    batchSize,
  });
  const { accuracy } = await evaluate(model, held, { metrics: { accuracy: correct } });
  return accuracy!;
}
