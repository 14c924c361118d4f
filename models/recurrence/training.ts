/** Trains a recurrence on a task, and measures it on sequences of any length. */
import { type Module, Sequential, type Tensor, adam, evaluate, initialize, schedules } from "hebb";
import type { Run } from "../run.ts";
import { type Kind, Reader, formulas } from "./model.ts";
import type { Task } from "./tasks.ts";

export interface Settings {
  readonly hidden: number;
  readonly examples: number;
  readonly epochs: number;
  readonly learningRate: number;
}

const batchSize = 64;
/** Sequences to measure by. */
const held = 500;

/** Reads f32 [batch, time, inputs]. */
type SequenceReader = Module & { forward(x: Tensor): Tensor };

export async function trainReader(run: Run, kind: Kind, task: Task, settings: Settings): Promise<Reader> {
  const model = new Reader(kind, { ...task, hidden: settings.hidden });
  initialize(model, { seed: run.seed });
  await teach(run, model, task, settings, formulas[kind]);
  return model;
}

/** Trains any reader on a task; `name` is what people call it. */
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

/** The share of answers that are right, over sequences that the training with this seed did not have. */
export async function measure(model: SequenceReader, task: Task, length: number, seed: number): Promise<number> {
  // What is held out does not depend on how many there are to train on.
  const { test } = task.data(length, { train: 0, test: held }, seed);
  const { right } = await evaluate(encoded(model, task), test, { metrics: { right: task.right } });
  return right!;
}

function encoded(model: SequenceReader, { encode }: Task): Sequential {
  return new Sequential(encode, model);
}
