/** Cross-validation: every example is tested once, by a network that has not seen it. */
import { adamw, correct, crossEntropy, evaluate, initialize } from "hebb";
import { type Rows, type Table, folds, standardize } from "hebb/data";
import type { Run } from "../run.ts";
import { BranchedNetwork, type Ways, all } from "./model.ts";

export interface ValidationOptions {
  readonly epochs: number;
  /** Divisions into folds, each by another seed. */
  readonly repeats: number;
  readonly ways?: Ways;
  readonly label: string;
}

const parts = 5;

export interface Validated {
  /** The mean over all folds of all divisions. */
  readonly accuracy: number;
  /** Of each division. */
  readonly accuracies: readonly number[];
  /** That of the first fold. */
  readonly model: BranchedNetwork;
}

/** Features are scaled by the training part of each fold alone. */
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

/** The share of the test examples that are classified rightly. */
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
