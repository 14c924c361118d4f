/** Figures of a machine's memory and heads over one sequence. */
import type { Figure, Heatmap, Panels, Words } from "../figure.ts";
import { text } from "../text.ts";
import type { Example } from "./facts.ts";
import { type Recording, largest } from "./tracing.ts";
import type { Sequence } from "./tasks.ts";

/** Returns what a figure of a recorded copy shows. */
export function exampleOf({ inputs, answer }: Sequence, { outputs, written, visited, memory }: Recording): Example {
  return { shown: answer, outputs, written, visited, memory: memory[inputs.length - answer.length - 1]! };
}

/** Slots that are the largest of some weights, in the order of their first use. */
export const usedSlots = ({ written, visited }: Pick<Example, "written" | "visited">): number[] => [
  ...new Set([...written, ...visited].map(largest)),
];

const transposed = (rows: readonly (readonly number[])[]): number[][] =>
  rows[0]!.map((_, column) => rows.map((row) => row[column]!));

/** Draws bits, or their probabilities, with time to the right. */
export function bitsFigure(title: Words, rows: readonly (readonly number[])[], columns: readonly Words[]): Heatmap {
  return {
    kind: "heatmap",
    title,
    rows: { label: text("bit", "位") },
    columns: { label: text("place", "位置"), names: columns },
    values: transposed(rows),
    domain: [0, 1],
    label: text("probability of one", "取一的概率"),
  };
}

/** Draws the weights of a head in these slots, with time to the right. */
export function headFigure(title: Words, weights: readonly (readonly number[])[], slots: readonly number[]): Heatmap {
  return {
    kind: "heatmap",
    title,
    rows: { label: text("slot", "记忆片段"), names: slots.map(String) },
    columns: { label: text("time step", "时间步"), names: weights.map((_, step) => String(step + 1)) },
    values: slots.map((slot) => weights.map((row) => row[slot]!)),
    domain: [0, 1],
    label: text("weight", "权重"),
  };
}

/** Draws the contents of these slots. */
export function memoryFigure(title: Words, memory: readonly (readonly number[])[], slots: readonly number[]): Heatmap {
  return {
    kind: "heatmap",
    title,
    rows: { label: text("slot", "记忆片段"), names: slots.map(String) },
    columns: { label: text("element", "元素") },
    values: slots.map((slot) => memory[slot]!),
    scale: "diverging",
    label: text("value", "值"),
  };
}

/** The two heads, with the same slots in both. */
export function headFigures(example: Pick<Example, "written" | "visited">): Figure[] {
  const slots = usedSlots(example);
  return [
    headFigure(text("Write head", "写头"), example.written, slots),
    headFigure(text("Read head", "读头"), example.visited, slots),
  ];
}

/** Draws a copy: what is shown and answered, both heads, and the memory between. */
export function copyFigure(title: Words, example: Example): Panels {
  const places = example.shown.map((_, i) => String(i + 1));
  return {
    kind: "panels",
    title,
    columns: 1,
    panels: [
      bitsFigure(text("To copy", "要复制的序列"), example.shown, places),
      ...headFigures(example),
      memoryFigure(text("Memory before the answer", "回答之前的记忆"), example.memory, usedSlots(example)),
      bitsFigure(text("Copy", "复制的结果"), example.outputs, places),
    ],
  };
}
