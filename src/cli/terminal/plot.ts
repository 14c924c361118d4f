/** A line plot in a text terminal, drawn with Braille dots: two columns and four rows of dots per character. */
import { createColors } from "picocolors";
import stringWidth from "string-width";
import type { ScaleKind } from "../../figures/scale.ts";
import { isShown, positionAxis, valueAxis } from "../../figures/scale.ts";

export interface PlotOptions {
  readonly title?: string;
  /** Total width in characters. Default: 76. */
  readonly width?: number;
  /** Height of the plot area in lines. Default: 12. */
  readonly height?: number;
  readonly scale?: ScaleKind;
  /** Label of the horizontal axis, and the positions of the first and last value. Default: "step", from 1. */
  readonly x?: { readonly name: string; readonly from: number; readonly to: number };
  readonly color?: boolean;
}

/** The plot as lines of text without a final newline. Values in the same column are averaged; NaN leaves a gap. */
export function plot(values: ArrayLike<number>, options: PlotOptions = {}): string {
  const { title, width = 76, height = 12, scale = "linear", color = false } = options;
  const { dim, bold, cyan } = createColors(color);
  const shown = Array.from(values, (value) => (isShown(value, scale) ? value : NaN));
  const ticks = Math.max(2, Math.round(height / 2.5));
  const bottom = 4 * height - 1;
  const margin = Math.max(...valueAxis(shown, scale, [bottom, 0], ticks).ticks.map(({ label }) => label.length));
  const columns = Math.max(8, width - margin - 2);
  // The axis fits the means, which have a smaller range than the values; only the means are drawn.
  const means = resample(shown, 2 * columns);
  const axis = valueAxis(means, scale, [bottom, 0], ticks);
  const labels = new Map(axis.ticks.map(({ value, label }) => [Math.floor(axis.at(value) / 4), label]));
  const lines = braille(
    means.map((value) => axis.at(value)),
    columns,
    height,
  ).map((text, row) => {
    const label = labels.get(row);
    return `${dim(`${(label ?? "").padStart(margin)} ${label === undefined ? "│" : "┤"}`)}${cyan(text)}`.trimEnd();
  });
  const heading = title === undefined ? [] : [`${" ".repeat(margin + 2)}${bold(title)}`];
  const { name, from, to } = options.x ?? { name: "step", from: 1, to: shown.length };
  return [
    ...heading,
    ...lines,
    ...positionLines(name, from, to, columns).map((text) => dim(" ".repeat(margin + 1) + text)),
  ].join("\n");
}

/** The horizontal axis: a line with ticks, and the tick labels. */
function positionLines(name: string, from: number, to: number, columns: number): string[] {
  const axis = positionAxis([from, to], [0, columns - 1], Math.max(2, Math.floor(columns / 14)));
  const rule = new Array<string>(columns).fill("─");
  let numbers = "";
  for (const { value, label } of axis.ticks) {
    const column = Math.round(axis.at(value));
    const start = Math.max(0, Math.min(column - (label.length >> 1), columns - label.length));
    if (numbers !== "" && start < numbers.length + 2) continue;
    rule[column] = "┬";
    numbers = numbers.padEnd(start) + label;
  }
  const width = stringWidth(name);
  const roomy = numbers.length + width + 2 <= columns;
  return [`└${rule.join("")}`, ` ${roomy ? numbers.padEnd(columns - width) + name : numbers}`];
}

/** Resamples to `count` values: averages neighbors if there are more values, interpolates if there are fewer. */
function resample(values: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, column) => {
    if (values.length <= count) {
      const position = (column / (count - 1)) * (values.length - 1);
      const left = Math.floor(position);
      const weight = position - left;
      return weight === 0 ? (values[left] ?? NaN) : values[left]! * (1 - weight) + values[left + 1]! * weight;
    }
    const start = Math.floor((column * values.length) / count);
    const end = Math.floor(((column + 1) * values.length) / count);
    const finite = values.slice(start, end).filter((value) => !Number.isNaN(value));
    return finite.reduce((sum, value) => sum + value, 0) / finite.length;
  });
}

// Unicode bits of the dots: [row][column].
const dots = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** Lines of Braille characters: one dot per dot column, connected by vertical strokes. */
function braille(heights: readonly number[], columns: number, rows: number): string[] {
  const cells = Array.from({ length: rows }, () => new Uint8Array(columns));
  let previous = NaN;
  for (const [x, height] of heights.entries()) {
    const y = Math.round(height);
    if (!Number.isNaN(y)) {
      const from = Number.isNaN(previous) ? y : previous + Math.sign(y - previous);
      for (let dot = Math.min(from, y); dot <= Math.max(from, y); dot++) {
        cells[dot >> 2]![x >> 1]! |= dots[(dot & 3) as 0][(x & 1) as 0];
      }
    }
    previous = y;
  }
  return cells.map((row) =>
    Array.from(row, (cell) => (cell === 0 ? " " : String.fromCodePoint(0x2800 + cell))).join(""),
  );
}
