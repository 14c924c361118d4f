/** Points of a plane in a text terminal, each class with a mark of its own. */
import { createColors } from "picocolors";

export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** Place in the list of classes. */
  readonly label: number;
}

export interface ScatterOptions {
  readonly classes: readonly string[];
  readonly color?: boolean;
  /** Of the whole picture, in characters. Default 80, and not more. */
  readonly width?: number;
}

const marks = ["o", "x", "+", "*", "#", "@"];

/** Lines of text: the points, with equal scales both ways, and which mark is which class. */
export function scatter(points: readonly ScatterPoint[], options: ScatterOptions): string {
  const { classes, color = false } = options;
  const columns = Math.min(80, options.width ?? 80);
  const [left, right] = extent(points.map(({ x }) => x));
  const [bottom, top] = extent(points.map(({ y }) => y));
  const unit = (right - left) / (columns - 1) || 1;
  // A character is twice as high as it is wide.
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
