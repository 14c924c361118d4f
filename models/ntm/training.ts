/** Training of machines and of their rivals on a task, and errors of a trained one. */
import { type Module, type Tensor, adam, binaryCrossEntropyWithLogits, compile, initialize, schedules } from "hebb";
import type { Run } from "../run.ts";
import { NeuralTuringMachine } from "./model.ts";
import type { Machine, TaskTraining } from "./recipes.ts";
import {
  type Sequence,
  type Size,
  type Sizes,
  type TaskName,
  channels,
  drawSequences,
  drawSize,
  encode,
  stepsOf,
} from "./tasks.ts";

/** A network that maps inputs f32 [batch, time, inputs] to logits of the output bits, [batch, time, outputs]. */
export type Network = Module & { forward(x: Tensor): Tensor };

/** Number of different numbers of time steps in a training; each has its own program. */
const programs = 6;

/** Builds a machine for a task. The scope makes its weights independent of what was trained before. */
export function machineFor(run: Run, task: TaskName, machine: Machine, start = 1): NeuralTuringMachine {
  const { inputs, outputs } = channels[task];
  const model = new NeuralTuringMachine({ inputs, outputs, ...machine });
  initialize(model, { seed: run.seed, scope: start === 1 ? `machine for ${task}` : `machine for ${task}, ${start}` });
  return model;
}

/** Largest number of wrong bits per validation sequence of a machine that is taken at once. */
const acceptable = 0.02;

/** Numbers of the validation sequences, which differ from those of tests. */
const validation = { first: 500_000, count: 200 };

/** Builds a machine and trains it, from several starts if the training says so. */
export async function trainMachine(
  run: Run,
  label: string,
  task: TaskName,
  { machine, starts, ...training }: TaskTraining,
): Promise<NeuralTuringMachine> {
  let [best, least] = [machineFor(run, task, machine), Infinity];
  if (starts === undefined) {
    await train(run, label, best, task, training);
    return best;
  }
  const held = testSequences(task, starts.validated, validation.count, run.seed, validation.first);
  for (let start = 1; start <= starts.most && least > acceptable; start++) {
    const model = machineFor(run, task, machine, start);
    await train(run, `${label}, start ${start}`, model, task, training);
    const wrong = await wrongBits(model, held);
    run.say(`${label}, start ${start}: ${wrong.toFixed(2)} wrong bits per validation sequence`);
    if (wrong < least) [best, least] = [model, wrong];
  }
  return best;
}

/** Trains a network on a task. */
export async function train(
  run: Run,
  label: string,
  model: Network,
  task: TaskName,
  { sizes, steps, batchSize, learningRate, clipNorm }: Omit<TaskTraining, "machine" | "starts">,
): Promise<void> {
  const optimizer = adam(model, { learningRate: schedules.cosine(learningRate, { steps }) });
  const step = compile((inputs: Tensor, targets: Tensor, scored: Tensor) => {
    const losses = binaryCrossEntropyWithLogits(model.forward(inputs), targets, { reduction: "none" });
    const loss = losses
      .mul(scored)
      .sum()
      .div(scored.sum().mul(targets.shape.at(-1)!));
    return optimizer.minimize(loss, { clipNorm });
  });
  const longest = stepsOf(task, { length: sizes.length[1], repeats: sizes.repeats[1] });
  const grain = Math.ceil(longest / programs);
  await run.loop(label, {
    total: steps,
    state: { model, optimizer },
    async step(i) {
      const seed = seedOf(run.seed, i);
      const size = drawSize(sizes, seed);
      const time = Math.ceil(stepsOf(task, size) / grain) * grain;
      const { inputs, targets, scored } = encode(drawSequences(task, size, batchSize, seed), time);
      const loss = await step(inputs, targets, scored).item();
      run.record(`${label} loss`, i + 1, loss);
      return { values: { loss } };
    },
  });
}

/** Seeds of batches are positive, those of tests are negative. */
const seedOf = (seed: number, i: number): number => 1 + seed * 1_000_003 + i;

/** Largest number of sequences in one call, so that their memories fit into the cache. */
const together = 50;

/** Returns the number of wrong bits of each sequence. */
export async function errorsOf(model: Network, sequences: readonly Sequence[]): Promise<number[]> {
  const count = compile((inputs: Tensor, targets: Tensor, scored: Tensor) =>
    model.forward(inputs).greater(0).cast("f32").notEqual(targets).cast("f32").mul(scored).sum([1, 2]),
  );
  const longest = Math.max(...sequences.map(({ inputs }) => inputs.length));
  const found: number[] = [];
  for (let first = 0; first < sequences.length; first += together) {
    const { inputs, targets, scored } = encode(sequences.slice(first, first + together), longest);
    found.push(...(await count(inputs, targets, scored).array()));
  }
  return found;
}

/** Draws sequences of random sizes for a test; `first` is the number of the first of all those that could be drawn. */
export function testSequences(task: TaskName, sizes: Sizes, count: number, seed: number, first = 0): Sequence[] {
  return Array.from({ length: count }, (_, i) => {
    const own = -seedOf(seed, first + i);
    return drawSequences(task, drawSize(sizes, own), 1, own)[0]!;
  });
}

/** Draws sequences of one size for a test. */
export const testOf = (task: TaskName, size: Size, count: number, seed: number): Sequence[] =>
  testSequences(task, { length: [size.length, size.length], repeats: [size.repeats, size.repeats] }, count, seed);

/** Returns the mean number of wrong bits per sequence. */
export async function wrongBits(model: Network, sequences: readonly Sequence[]): Promise<number> {
  const errors = await errorsOf(model, sequences);
  return errors.reduce((sum, one) => sum + one, 0) / errors.length;
}

/** Returns the fraction of the bits of the answers that are wrong. */
export async function wrongShare(model: Network, sequences: readonly Sequence[]): Promise<number> {
  const bits = sequences.reduce((sum, { answer }) => sum + answer.length * answer[0]!.length, 0);
  return ((await wrongBits(model, sequences)) * sequences.length) / bits;
}
