/** Runs a trained machine on a sequence, records its memory and its heads, and edits the memory in between. */
import { type Tensor, compile } from "hebb";
import type { MachineState, NeuralTuringMachine } from "./model.ts";
import { type Sequence, encode } from "./tasks.ts";

/** Recorded run of one sequence. */
export interface Recording {
  /** Probabilities of the output bits during the answer, `outputs[step][bit]`. */
  readonly outputs: readonly (readonly number[])[];
  /** Weights of the first write head, `written[step][slot]`. */
  readonly written: readonly (readonly number[])[];
  /** Weights of the first read head, `visited[step][slot]`. */
  readonly visited: readonly (readonly number[])[];
  /** Memory after each step, `memory[step][slot][element]`. */
  readonly memory: readonly (readonly (readonly number[])[])[];
}

/** Records a run of one sequence. */
export async function record(model: NeuralTuringMachine, sequence: Sequence): Promise<Recording> {
  const { inputs } = encode([sequence], sequence.inputs.length);
  const step = compile((x: Tensor) => {
    const { logits, memory, written, visited } = model.run(x).trace;
    const first = (weights: Tensor) => weights.slice(null, [0, 1], [0, 1]).squeeze(2).squeeze(1);
    return {
      outputs: logits.sigmoid().squeeze(1),
      written: first(written),
      visited: first(visited),
      memory: memory.squeeze(1),
    };
  });
  const found = step(inputs);
  const [outputs, written, visited] = await Promise.all([found.outputs, found.written, found.visited].map(rowsOf));
  const flat = await rowsOf(found.memory.flatten(1));
  const [, slots, width] = found.memory.shape as [number, number, number];
  return {
    outputs: outputs!.slice(-sequence.answer.length),
    written: written!,
    visited: visited!,
    memory: flat.map((all) => Array.from({ length: slots }, (_, slot) => all.slice(slot * width, (slot + 1) * width))),
  };
}

/** Returns a matrix as rows of numbers. */
async function rowsOf(x: Tensor): Promise<number[][]> {
  const [rows, columns] = x.shape as [number, number];
  const flat = await x.array();
  return Array.from({ length: rows }, (_, row) => [...flat.subarray(row * columns, (row + 1) * columns)]);
}

/** Index of the largest weight. */
export const largest = (weights: readonly number[]): number => weights.indexOf(Math.max(...weights));

/** Bits of probabilities. */
export const bitsOf = (probabilities: readonly number[]): number[] => probabilities.map((p) => (p > 0.5 ? 1 : 0));

/** Answers to a batch of sequences of one size, of which a slot was replaced after they were shown. */
export interface Edited {
  /** Output bits without an edit, `before[sequence][step][bit]`. */
  readonly before: readonly (readonly (readonly number[])[])[];
  /** Output bits with the edit. */
  readonly after: readonly (readonly (readonly number[])[])[];
}

/** Slot to edit: that with the largest write weight at this step, or the one that was written least. */
export type Target = number | "unused";

/**
 * Shows both batches to the machine, then replaces one slot of the first memory by that of the second, and lets the
 * machine answer. All sequences have one size.
 */
export async function answerEdited(
  model: NeuralTuringMachine,
  shown: readonly Sequence[],
  others: readonly Sequence[],
  target: Target,
): Promise<Edited> {
  const { inputs, answer } = shown[0]!;
  const [first, second] = [shown, others].map((all) => encode(all, inputs.length).inputs);
  const begins = inputs.length - answer.length;
  const step = compile((x: Tensor, y: Tensor) => {
    const [told, rest] = [x.slice(null, [0, begins]), x.slice(null, [begins, inputs.length])];
    const [{ state, trace }, other] = [model.run(told), model.run(y.slice(null, [0, begins]))];
    const written = trace.written.slice(null, null, [0, 1]).squeeze(2);
    const slot = (target === "unused" ? written.sum(0).neg() : written.slice([target, target + 1]).squeeze(0)).argmax(
      -1,
    );
    const isEdited = slot.oneHot(state.memory.shape[1]!).unsqueeze(-1);
    const memory = state.memory.mul(isEdited.rsub(1)).add(other.state.memory.mul(isEdited));
    const bits = (from: MachineState) => model.run(rest, from).trace.logits.transpose(0, 1).greater(0).cast("f32");
    return { before: bits(state), after: bits({ ...state, memory }) };
  });
  const { before, after } = step(first!, second!);
  const [batch, steps, bits] = before.shape as [number, number, number];
  const nested = async (x: Tensor) => {
    const rows = await rowsOf(x.reshape([batch * steps, bits]));
    return Array.from({ length: batch }, (_, i) => rows.slice(i * steps, (i + 1) * steps));
  };
  return { before: await nested(before), after: await nested(after) };
}
