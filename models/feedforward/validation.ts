/** Cross-validation: every example is tested once, by a network that was not trained on it. */
import { adamw, correct, crossEntropy, evaluate, initialize } from "hebb";
import { type Rows, type Table, folds, standardize } from "hebb/data";
import type { Run } from "../run.ts";
import { BranchedNetwork, type Ways, all } from "./model.ts";

/** Options of `crossValidate`. */
export interface ValidationOptions {
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
  const { epochs, repeats, ways = all, label } = options;
  const accuracies: number[] = [];
  let first: BranchedNetwork | undefined;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const seed = run.seed + repeat;
    let right = 0;
    for (const { train, test } of folds(rows, parts, { seed })) {
      const model = new BranchedNetwork(features.length, classes.length, ways);
      initialize(model, { seed });
      first ??= model;
      right += (await learn(run, model, train, test, { epochs, label })) * test.length;
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
  { epochs, label }: { readonly epochs: number; readonly label: string },
): Promise<number> {
  const [known, held] = standardize(train, test);
  await run.fit(model, known, {
    label,
    quiet: true,
    loss: crossEntropy,
    optimizer: adamw(model, { learningRate: 1e-2, weightDecay: 1e-2 }),
    epochs,
    batchSize: 32,
  });
  const { accuracy } = await evaluate(model, held, { metrics: { accuracy: correct } });
  return accuracy!;
}
