/** The legend of a chart: names with colors and marks, in rows above the chart. */
import { textWidth, wrap } from "./measure.ts";
import { dashClass, hatching } from "./patterns.ts";
import { dots } from "./series.ts";
import { type Drawing, element, label } from "./svg.ts";

export interface Entry {
  readonly name: string;
  /** Suffix of the color classes: `s` plus this for strokes, `f` plus this for fills. */
  readonly color: string;
  readonly marks: ReadonlySet<"line" | "dashed" | "dots" | "area" | "block">;
  /** Set if series differ by dashes, hatching and shapes in addition to their colors. Default false. */
  readonly isPatterned?: boolean;
}

const lineHeight = 18;
/** Width of the symbol of a line, which shows its pattern, and of other symbols. */
const [long, short] = [30, 14];
/** Distance between a symbol and its name. */
const gap = 8;

const widthOf = ({ marks }: Entry) =>
  (["line", "dashed", "area"] as const).some((mark) => marks.has(mark)) ? long : short;

/** Draws entries from left to right in rows of this width; names wider than a row wrap. */
export function drawLegend(entries: readonly Entry[], width: number): Drawing {
  let x = 0;
  let y = 0;
  let tallest = 1;
  let widest = 0;
  const pieces: string[] = [];
  for (const entry of entries) {
    const swatch = widthOf(entry) + gap;
    const lines = wrap(entry.name, width - swatch, 13);
    const needed = swatch + Math.max(...lines.map((line) => textWidth(line, 13)));
    if (x > 0 && x + needed > width) {
      x = 0;
      y += tallest * lineHeight;
      tallest = 1;
    }
    pieces.push(symbol(entry, x, y + 8), ...lines.map((line, i) => label(x + swatch, y + 12.5 + i * lineHeight, line)));
    tallest = Math.max(tallest, lines.length);
    widest = Math.max(widest, x + needed);
    x += needed + 18;
  }
  return { width: widest, height: entries.length === 0 ? 0 : y + tallest * lineHeight, body: pieces.join("") };
}

function symbol(entry: Entry, x: number, y: number): string {
  const { color, marks, isPatterned = false } = entry;
  const length = widthOf(entry);
  const pieces: string[] = [];
  const middle = x + length / 2;
  if (marks.has("area"))
    pieces.push(element("rect", { class: `band f${color}`, x, y: y - 6, width: length, height: 12 }));
  if (marks.has("block")) {
    const box = { x: middle - 7, y: y - 7, width: 14, height: 14 };
    pieces.push(element("rect", { class: `f${color}`, ...box, rx: 2 }), isPatterned ? hatching(color, [box]) : "");
  }
  if (marks.has("line") || marks.has("dashed")) {
    const style = !marks.has("line") ? " dashed" : isPatterned ? dashClass(color) : "";
    pieces.push(`<path class="line${style} s${color}" d="M${x.toFixed(1)},${y}h${length}"/>`);
  }
  if (marks.has("dots")) pieces.push(dots([[middle, y]], color, 4, isPatterned));
  return pieces.join("");
}
