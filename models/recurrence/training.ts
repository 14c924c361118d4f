/** Trains a recurrence on a task, and measures it on sequences of any length. */
import { Sequential, adam, evaluate, initialize, schedules } from "hebb";
import type { Run } from "../run.ts";
import { type Kind, Reader, formulas } from "./model.ts";
import type { Task } from "./tasks.ts";

export interface Settings {
  readonly hidden: number;
  readonly examples: number;
  readonly epochs: number;
  readonly rate: number;
}

const batch = 64;
/** Sequences to measure by. */
const held = 500;

export async function trainReader(run: Run, kind: Kind, task: Task, settings: Settings): Promise<Reader> {
  const { hidden, examples, epochs, rate } = settings;
  const model = new Reader(kind, { ...task, hidden });
  initialize(model, { seed: run.seed });
  const { train } = task.data(task.length, { train: examples, test: held }, run.seed);
  const steps = epochs * Math.ceil(train.length / batch);
  await run.fit(encoded(model, task), train, {
    label: `${task.title}: ${formulas[kind]}`,
    quiet: true,
    loss: task.loss,
    optimizer: adam(model, { rate: schedules.cosine(rate, { steps }) }),
    epochs,
    batch,
    clipNorm: 1,
    metrics: { right: task.right },
  });
  return model;
}

/** The share of answers that are right, over sequences that the training with this seed did not have. */
export async function measure(model: Reader, task: Task, length: number, seed: number): Promise<number> {
  // What is held out does not depend on how many there are to train on.
  const { test } = task.data(length, { train: 0, test: held }, seed);
  const { right } = await evaluate(encoded(model, task), test, { metrics: { right: task.right } });
  return right!;
}

function encoded(model: Reader, { encode }: Task): Sequential {
  return new Sequential(encode, model);
}
