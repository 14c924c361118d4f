/**
 * Tasks that need a memory: copy, repeat copy and associative recall (Graves et al., 2014). Sequences of random bits,
 * drawn from a seed.
 */
import { Tensor } from "hebb";
import { Numbers } from "../memory-network/numbers.ts";

export const taskNames = ["copy", "repeat", "recall"] as const;
export type TaskName = (typeof taskNames)[number];

type Vector = readonly number[];

/** Sizes of a sequence. */
export interface Size {
  /** Vectors to copy, or items of a list. */
  readonly length: number;
  /** Number of copies; 1 in the other tasks. */
  readonly repeats: number;
}

/** Smallest and largest number of something. */
export type Range = readonly [least: number, most: number];

/** Sizes of the sequences of a task. */
export interface Sizes {
  readonly length: Range;
  readonly repeats: Range;
}

/** A sequence: inputs, one row per time step, and the answer, which the last time steps give. */
export interface Sequence {
  readonly inputs: readonly Vector[];
  readonly answer: readonly Vector[];
}

/** A batch of sequences. Shorter ones continue with blank inputs, which are not scored. */
export interface Batch {
  /** f32 [batch, time, inputs]. */
  readonly inputs: Tensor;
  /** Expected bits, f32 [batch, time, outputs]. */
  readonly targets: Tensor;
  /** 1 for time steps of the answer, else 0; f32 [batch, time, 1]. */
  readonly scored: Tensor;
}

/** Vectors of an item to recall. */
const itemLength = 3;

/** Unit of the number of copies in its input channel. */
const repeatUnit = 10;

interface Channels {
  /** Bits of a vector. */
  readonly bits: number;
  readonly inputs: number;
  readonly outputs: number;
}

export const channels: Readonly<Record<TaskName, Channels>> = {
  // An input channel ends the sequence.
  copy: { bits: 8, inputs: 9, outputs: 8 },
  // The same channel tells the number of copies; an output bit ends the answer.
  repeat: { bits: 8, inputs: 9, outputs: 9 },
  // A channel begins each item; another begins and ends the question.
  recall: { bits: 6, inputs: 8, outputs: 6 },
};

const blank = (width: number): number[] => Array<number>(width).fill(0);
const marked = (width: number, at: number, value = 1): number[] => blank(width).with(at, value);
const widened = (vector: Vector, width: number): number[] => [...vector, ...blank(width - vector.length)];
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Returns the sequence in which these vectors are to be copied. */
export function copyOf(vectors: readonly Vector[]): Sequence {
  const { bits, inputs } = channels.copy;
  const shown = vectors.map((vector) => widened(vector, inputs));
  return { inputs: [...shown, marked(inputs, bits), ...vectors.map(() => blank(inputs))], answer: vectors };
}

/** Returns the sequence in which these vectors are to be copied several times, and the end to be marked. */
export function repeatOf(vectors: readonly Vector[], repeats: number): Sequence {
  const { bits, inputs, outputs } = channels.repeat;
  const shown = vectors.map((vector) => widened(vector, inputs));
  const copies = range(repeats).flatMap(() => vectors.map((vector) => widened(vector, outputs)));
  const answer = [...copies, marked(outputs, bits)];
  return {
    inputs: [...shown, marked(inputs, bits, repeats / repeatUnit), ...answer.map(() => blank(inputs))],
    answer,
  };
}

/** Returns the sequence that lists items and asks for the item after `asked`. */
export function recallOf(items: readonly (readonly Vector[])[], asked: number): Sequence {
  const { bits, inputs } = channels.recall;
  const shown = (vectors: readonly Vector[]) => vectors.map((vector) => widened(vector, inputs));
  const list = items.flatMap((item) => [marked(inputs, bits), ...shown(item)]);
  const question = [marked(inputs, bits + 1), ...shown(items[asked]!), marked(inputs, bits + 1)];
  const answer = items[asked + 1]!;
  return { inputs: [...list, ...question, ...answer.map(() => blank(inputs))], answer };
}

/** Draws random vectors. */
export const drawVectors = (count: number, bits: number, numbers: Numbers): number[][] =>
  range(count).map(() => range(bits).map(() => numbers.below(2)));

function drawSequence(task: TaskName, { length, repeats }: Size, numbers: Numbers): Sequence {
  const { bits } = channels[task];
  switch (task) {
    case "copy":
      return copyOf(drawVectors(length, bits, numbers));
    case "repeat":
      return repeatOf(drawVectors(length, bits, numbers), repeats);
    case "recall": {
      const items = range(length).map(() => drawVectors(itemLength, bits, numbers));
      return recallOf(items, numbers.below(length - 1));
    }
  }
}

/** Draws sequences of one size. */
export const drawSequences = (task: TaskName, size: Size, count: number, seed: number): Sequence[] => {
  const numbers = new Numbers(seed);
  return range(count).map(() => drawSequence(task, size, numbers));
};

/** Draws a sequence size. */
export function drawSize({ length, repeats }: Sizes, seed: number): Size {
  const numbers = new Numbers(seed);
  const between = ([least, most]: Range) => least + numbers.below(most - least + 1);
  return { length: between(length), repeats: between(repeats) };
}

/** Returns the number of time steps of a sequence of this size. */
export const stepsOf = (task: TaskName, size: Size): number => drawSequence(task, size, new Numbers(0)).inputs.length;

/** Stacks sequences and fills them up to this many time steps. */
export function encode(sequences: readonly Sequence[], steps: number): Batch {
  const filled = (rows: readonly Vector[]) => [
    ...rows,
    ...range(steps - rows.length).map(() => blank(rows[0]!.length)),
  ];
  const stacked = (rows: readonly (readonly Vector[])[]) =>
    Tensor.from(Float32Array.from(rows.flat(2)), [rows.length, steps, rows[0]![0]!.length]);
  // The answer begins where the inputs still have as many steps as it has.
  const placed = ({ inputs, answer }: Sequence, row: (i: number) => Vector) => {
    const first = inputs.length - answer.length;
    const before = range(first).map(() => blank(row(0).length));
    return filled([...before, ...answer.map((_, i) => row(i))]);
  };
  return {
    inputs: stacked(sequences.map(({ inputs }) => filled(inputs))),
    targets: stacked(sequences.map((one) => placed(one, (i) => one.answer[i]!))),
    scored: stacked(sequences.map((one) => placed(one, () => [1]))),
  };
}
