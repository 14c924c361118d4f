/** A scatter plot in a text terminal, with one mark per class. */
import { createColors } from "picocolors";

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** Index in the list of classes. */
  readonly label: number;
}

export interface ScatterOptions {
  readonly classes: readonly string[];
  readonly color?: boolean;
  /** Total width in characters, at most 80. Default: 80. */
  readonly width?: number;
}

const marks = ["o", "x", "+", "*", "#", "@"];

/** The plot as lines of text, with equal scales in both directions, followed by a legend. */
export function scatter(points: readonly ScatterPoint[], options: ScatterOptions): string {
  const { classes, color = false } = options;
  const columns = Math.min(80, options.width ?? 80);
  const [left, right] = extent(points.map(({ x }) => x));
  const [bottom, top] = extent(points.map(({ y }) => y));
  const unit = (right - left) / (columns - 1) || 1;
  // Characters are about twice as high as wide.
  const lines = Math.round((top - bottom) / unit / 2) + 1;
  const counts = Array.from({ length: lines * columns }, () => new Uint32Array(classes.length));
  for (const { x, y, label } of points) {
    counts[Math.round((top - y) / unit / 2) * columns + Math.round((x - left) / unit)]![label]!++;
  }
  const { cyan, yellow, green, magenta, red, blue } = createColors(color);
  const paint = [cyan, yellow, magenta, green, red, blue];
  const mark = (label: number) => paint[label % paint.length]!(marks[label % marks.length]);
  const cell = (count: Uint32Array) => {
    const most = Math.max(...count);
    return most === 0 ? " " : mark(count.indexOf(most));
  };
  const rows = Array.from({ length: lines }, (_, line) =>
    counts
      .slice(line * columns, (line + 1) * columns)
      .map(cell)
      .join("")
      .trimEnd(),
  );
  return [...rows, "", classes.map((name, label) => `${mark(label)} ${name}`).join("   ")].join("\n");
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
