/** The legend of a chart: names with colors and marks, in rows above the chart. */
import { textWidth, wrap } from "./measure.ts";
import { element, label } from "./svg.ts";

export interface Entry {
  readonly name: string;
  /** Suffix of the color classes: `s` plus this for strokes, `f` plus this for fills. */
  readonly color: string;
  readonly marks: ReadonlySet<"line" | "dashed" | "dots" | "area" | "block">;
}

const lineHeight = 18;
const swatch = 26;

/** Draws entries from left to right in rows of this width; names wider than a row wrap. */
export function drawLegend(entries: readonly Entry[], width: number): { body: string; height: number } {
  let x = 0;
  let y = 0;
  let tallest = 1;
  const pieces: string[] = [];
  for (const entry of entries) {
    const lines = wrap(entry.name, width - swatch, 13);
    const needed = swatch + Math.max(...lines.map((line) => textWidth(line, 13)));
    if (x > 0 && x + needed > width) {
      x = 0;
      y += tallest * lineHeight;
      tallest = 1;
    }
    pieces.push(symbol(entry, x, y + 8), ...lines.map((line, i) => label(x + swatch, y + 12.5 + i * lineHeight, line)));
    tallest = Math.max(tallest, lines.length);
    x += needed + 18;
  }
  return { body: pieces.join(""), height: entries.length === 0 ? 0 : y + tallest * lineHeight };
}

function symbol({ color, marks }: Entry, x: number, y: number): string {
  const pieces: string[] = [];
  if (marks.has("area")) pieces.push(element("rect", { class: `band f${color}`, x, y: y - 6, width: 18, height: 12 }));
  if (marks.has("block"))
    pieces.push(element("rect", { class: `f${color}`, x: x + 3, y: y - 6, width: 12, height: 12, rx: 2 }));
  if (marks.has("line") || marks.has("dashed")) {
    const style = marks.has("line") ? "line" : "line dashed";
    pieces.push(`<path class="${style} s${color}" d="M${x.toFixed(1)},${y}h18"/>`);
  }
  if (marks.has("dots")) pieces.push(element("circle", { class: `f${color}`, cx: x + 9, cy: y, r: 4 }));
  return pieces.join("");
}
