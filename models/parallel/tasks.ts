/** Tasks that ask of a state what its gates may or may not be able to do, and the readers that are trained on them. */
import { GRU, Linear, Module, type Tensor, correct, crossEntropy, initialize } from "hebb";
import { type Drawn, type Parts, parity } from "hebb/data";
import { type Task, tasks as ofRecurrences } from "../recurrence/tasks.ts";
import { type Settings, teach } from "../recurrence/training.ts";
import { outputsOf } from "../shared/layers.ts";
import type { Run } from "../run.ts";
import { MinGRU } from "./model.ts";

/** Three cups and a ball below the left one: 0 changes the places of the left two, 1 of the right two. Where is the ball? */
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

/** Cups `swap` and `swap` + 1 change places. */
export function afterSwap(ball: number, swap: number): number {
  return ball === swap ? swap + 1 : ball === swap + 1 ? swap : ball;
}

/** A bit is written at one step in four, and has to be kept until the next one is (Liu et al.'s flip-flop, 2023). */
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

interface AutomatonOptions {
  readonly length: number;
  /** Random bits that each step reads. */
  readonly bits: number;
  readonly train: number;
  readonly test: number;
  readonly seed: number;
}

/** Sequences u8 [n, length, bits], and the state after each step, u8 [n, length], from state 0. */
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

/** Symbols have to be told apart by their places, over a short delay. */
const copy: Task = { ...ofRecurrences.copy, length: 5 };

export const tasks = { sum: ofRecurrences.sum, latch, copy, parity: ofRecurrences.parity, cups } as const;

export type TaskName = keyof typeof tasks;

export const recurrences = ["minGRU", "two layers", "signed", "GRU"] as const;
export type Recurrence = (typeof recurrences)[number];

/** Layers of `hidden` units, and a linear layer that reads the last of them: what is not linear, the recurrence does. */
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

  /** f32 [batch, time, inputs] -> [batch, time, outputs]. */
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

export async function trainReader(run: Run, recurrence: Recurrence, task: Task, settings: Settings): Promise<Reader> {
  const model = new Reader(recurrence, { ...task, hidden: settings.hidden });
  initialize(model, { seed: run.seed, scope: "" });
  await teach(run, model, task, settings, recurrence);
  return model;
}
