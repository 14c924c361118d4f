/** Trains a recurrence on a task, and evaluates it on sequences of any length. */
import { type Module, Sequential, type Tensor, adam, evaluate, initialize, schedules } from "hebb";
import type { Run } from "../run.ts";
import { Reader, type Variant, formulas } from "./model.ts";
import type { Task } from "./tasks.ts";

/** Hyperparameters. */
export interface Settings {
  readonly hidden: number;
  readonly examples: number;
  readonly epochs: number;
  readonly learningRate: number;
}

const batchSize = 64;
/** Number of test sequences. */
const held = 500;

/** A model of f32 [batch, time, inputs]. */
type SequenceReader = Module & { forward(x: Tensor): Tensor };

/** Creates and trains a recurrence. */
export async function trainReader(run: Run, kind: Variant, task: Task, settings: Settings): Promise<Reader> {
  const model = new Reader(kind, { ...task, hidden: settings.hidden });
  initialize(model, { seed: run.seed });
  const name = kind === "linear, hidden layer" ? `${formulas.linear}, hidden layer` : formulas[kind];
  await teach(run, model, task, settings, name);
  return model;
}

/** Trains any model on a task; `name` is shown with the progress. */
export async function teach(
  run: Run,
  model: SequenceReader,
  task: Task,
  { examples, epochs, learningRate }: Settings,
  name: string,
): Promise<void> {
  const { train } = task.data(task.length, { train: examples, test: held }, run.seed);
  const steps = epochs * Math.ceil(train.length / batchSize);
  await run.fit(encoded(model, task), train, {
    label: `${task.title}: ${name}`,
    quiet: true,
    loss: task.loss,
    optimizer: adam(model, { learningRate: schedules.cosine(learningRate, { steps }) }),
    epochs,
    batchSize,
    clipNorm: 1,
    metrics: { right: task.right },
  });
}

/** Returns the accuracy on sequences that are not in the training data of this seed. */
export async function measure(model: SequenceReader, task: Task, length: number, seed: number): Promise<number> {
  // The test set does not depend on the size of the training set.
  const { test } = task.data(length, { train: 0, test: held }, seed);
  const { right } = await evaluate(encoded(model, task), test, { metrics: { right: task.right } });
  return right!;
}

function encoded(model: SequenceReader, { encode }: Task): Sequential {
  return new Sequential(encode, model);
}
