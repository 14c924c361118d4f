/** Parts below a structure diagram: the meanings of lines, the scale of values, and footnotes. */
import type { Structure, StructureKey, StructureScale } from "../shown.ts";
import { type ValueScale, rampSteps } from "../colors.ts";
import { textWidth } from "../measure.ts";
import { type Drawing, element } from "../svg.ts";
import { notation, notationWidth, wrapNotation } from "./notation.ts";

const size = 13;
const line = 21;

export function drawFoot(
  { keys = [], scale, notes = [] }: Structure,
  values: ValueScale | undefined,
  width: number,
): Drawing {
  const pieces: string[] = [];
  let [y, widest] = [0, 0];
  const add = (part: Drawing | undefined, at: number) => {
    if (part === undefined) return;
    pieces.push(element("g", { transform: `translate(0 ${at})` }, part.body));
    [y, widest] = [at + part.height, Math.max(widest, part.width)];
  };
  add(keys.length === 0 ? undefined : drawKeys(keys, width), y);
  if (scale !== undefined && values !== undefined) add(drawScale(scale, values), y === 0 ? 0 : y + 6);
  add(notes.length === 0 ? undefined : drawNotes(notes, width), y === 0 ? 0 : y + 8);
  return { width: widest, height: y, body: pieces.join("\n") };
}

/** Entries from left to right, in as many rows as needed. */
function drawKeys(keys: readonly StructureKey[], width: number): Drawing {
  let [x, y, widest] = [0, 0, 0];
  const body = keys.map(({ text, role, dashed = false }) => {
    const room = 34 + notationWidth(text, size);
    if (x > 0 && x + room > width) [x, y] = [0, y + line];
    const look = `wire w_${role}${dashed ? " recur" : ""}`;
    const swatch = element("path", { class: look, "stroke-width": 2, d: `M${x},${y + 10}h26` });
    const piece = swatch + notation(x + 34, y + 14.5, text, size, {});
    widest = Math.max(widest, x + room);
    x += room + 22;
    return piece;
  });
  return { width: widest, height: y + line, body: body.join("") };
}

/** A color bar with its meaning before it and its bounds at both sides. */
function drawScale({ label }: StructureScale, { kind, low, high }: ValueScale): Drawing {
  const [first, last] = [low, high].map((value) => String(Number(value.toPrecision(3))).replace("-", "−"));
  const start = notationWidth(label, size) + 14;
  const bar = start + textWidth(first!, 12) + 6;
  const step = 120 / rampSteps;
  const cells = Array.from({ length: rampSteps }, (_, i) =>
    element("rect", {
      class: `${kind === "diverging" ? "d" : "q"}${i}`,
      x: bar + i * step,
      y: 5,
      width: step + (i === rampSteps - 1 ? 0 : 0.5),
      height: 11,
    }),
  );
  const body =
    notation(0, 14.5, label, size, {}) +
    notation(start, 14.5, first!, 12, { class: "tick" }) +
    cells.join("") +
    notation(bar + 126, 14.5, last!, 12, { class: "tick" });
  return { width: bar + 126 + textWidth(last!, 12), height: line, body };
}

function drawNotes(notes: NonNullable<Structure["notes"]>, width: number): Drawing {
  const lines = notes.flatMap((note) => wrapNotation(note, width, size));
  return {
    width: Math.max(...lines.map((text) => notationWidth(text, size))),
    height: lines.length * line,
    body: lines.map((text, i) => notation(0, i * line + 14.5, text, size, {})).join(""),
  };
}
