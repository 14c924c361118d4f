/** Tasks that distinguish what gated states can represent, and the models trained on them. */
import { GRU, Linear, Module, type Tensor, correct, crossEntropy, initialize } from "hebb";
import { type Drawn, type Parts, parity } from "hebb/data";
import { type Task, tasks as ofRecurrences } from "../recurrence/tasks.ts";
import { type Settings, teach } from "../recurrence/training.ts";
import { outputsOf } from "../shared/layers.ts";
import type { Run } from "../run.ts";
import { MinGRU } from "./model.ts";

/**
 * Three cups with a ball under the left one: 0 swaps the left two, 1 the right two. The target is the position of the
 * ball.
 */
const cups: Task = {
  title: "cups",
  inputs: 2,
  outputs: 3,
  length: 16,
  data: (length, sizes, seed) =>
    automaton({ length, bits: 1, ...sizes, seed }, ([swap], ball) => afterSwap(ball, swap!)),
  encode: (swaps) => swaps.squeeze(2).oneHot(2),
  loss: crossEntropy,
  right: correct,
};

/** Returns the position of the ball after cups `swap` and `swap` + 1 are swapped. */
export function afterSwap(ball: number, swap: number): number {
  return ball === swap ? swap + 1 : ball === swap + 1 ? swap : ball;
}

/** A bit is written at one step in four and must be kept until the next write (the flip-flop of Liu et al., 2023). */
const latch: Task = {
  title: "latch",
  inputs: 3,
  outputs: 2,
  length: 16,
  data: (length, sizes, seed) =>
    automaton({ length, bits: 3, ...sizes, seed }, ([one, another, value], kept) => (one! & another! ? value! : kept)),
  encode: (steps) => steps.cast("f32"),
  loss: crossEntropy,
  right: correct,
};

/** Options of `automaton`. */
interface AutomatonOptions {
  readonly length: number;
  /** Number of random bits per step. */
  readonly bits: number;
  readonly train: number;
  readonly test: number;
  readonly seed: number;
}

/** Returns sequences u8 [n, length, bits] and the state after each step, u8 [n, length], starting from state 0. */
function automaton(options: AutomatonOptions, next: (step: Uint8Array, state: number) => number): Parts<Drawn> {
  const { length, bits, ...sizes } = options;
  const { train, validation, test } = parity({ length: length * bits, ...sizes, validation: 0 });
  const run = (drawn: Drawn): Drawn => {
    const data = drawn.fields[0]!.data as Uint8Array;
    let state = 0;
    const states = Uint8Array.from({ length: data.length / bits }, (_, i) => {
      state = next(data.subarray(i * bits, (i + 1) * bits), i % length === 0 ? 0 : state);
      return state;
    });
    const shape = [drawn.length, length];
    return drawn.with(0, { data, shape: [...shape, bits] }).with(1, { data: states, shape });
  };
  return { train: run(train), validation: run(validation), test: run(test) };
}

/** The copy task with a short delay, in which symbols must be distinguished by their positions. */
const copy: Task = { ...ofRecurrences.copy, length: 5 };

export const tasks = { latch, copy, parity: ofRecurrences.parity, cups } as const;

export type TaskName = keyof typeof tasks;

/** Accuracy of guessing. */
export const chances: Readonly<Record<TaskName, number>> = { latch: 1 / 2, copy: 1 / 8, parity: 1 / 2, cups: 1 / 3 };

export const recurrences = ["minGRU", "two layers", "signed", "GRU"] as const;
export type Recurrence = (typeof recurrences)[number];

/** Recurrent layers with `hidden` units and a linear output layer, so that only the recurrence is nonlinear. */
export class Reader extends Module {
  readonly layers: readonly (MinGRU | GRU)[];
  readonly output: Linear;

  constructor(
    recurrence: Recurrence,
    sizes: { readonly inputs: number; readonly hidden: number; readonly outputs: number },
  ) {
    super();
    const { inputs, hidden, outputs } = sizes;
    this.layers = layersOf(recurrence, inputs, hidden);
    this.output = new Linear(hidden, outputs);
  }

  /** Maps f32 [batch, time, inputs] to [batch, time, outputs]. */
  forward(x: Tensor): Tensor {
    const states = this.layers.reduce((below, layer) => outputsOf(layer.forward(below)), x);
    return this.output.forward(states);
  }
}

function layersOf(recurrence: Recurrence, inputs: number, hidden: number): (MinGRU | GRU)[] {
  switch (recurrence) {
    case "minGRU":
      return [new MinGRU(inputs, hidden)];
    case "two layers":
      return [new MinGRU(inputs, hidden), new MinGRU(hidden, hidden)];
    case "signed":
      return [new MinGRU(inputs, hidden, { signed: true })];
    case "GRU":
      return [new GRU(inputs, hidden)];
  }
}

/** Trains a model on a task. */
export async function trainReader(run: Run, recurrence: Recurrence, task: Task, settings: Settings): Promise<Reader> {
  const model = new Reader(recurrence, { ...task, hidden: settings.hidden });
  initialize(model, { seed: run.seed, scope: "" });
  await teach(run, model, task, settings, recurrence);
  return model;
}
