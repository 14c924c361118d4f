/** Names below places that stand at equal distances: level where they fit, else in lines, else slanted or thinned. */
import { label, paragraph, shorten, textWidth, wrap } from "./svg.ts";

export interface NameRow {
  /** Names hang from y = 0; x is that of the places. */
  readonly body: string;
  readonly height: number;
}

const size = 12;
/** Between names. */
const room = 4;

/** `at` gives the middle of each name's place, which is `step` wide. */
export function nameRow(names: readonly string[], at: (index: number) => number, step: number): NameRow {
  const lines = names.map((name) => wrap(name, Math.max(step - room, 1), size));
  const longest = Math.max(0, ...names.flatMap((name) => name.split(/\s/).map((word) => textWidth(word, size))));
  const deepest = Math.max(0, ...lines.map(({ length }) => length));
  if (longest <= step - room && deepest <= 3) {
    const options = { class: "tick", anchor: "middle" } as const;
    return { body: lines.map((some, i) => paragraph(at(i), 14, some, 14, options)).join(""), height: 6 + 14 * deepest };
  }
  return slanted(names, at, step);
}

function slanted(names: readonly string[], at: (index: number) => number, step: number): NameRow {
  const every = Math.ceil(13 / step);
  const steep = step < 22;
  const shown = names.map((name) => shorten(name, 130, size));
  const pieces = names.map((name, i) => {
    if (i % every !== 0) return "";
    const hint = shown[i] === name ? undefined : name;
    const options = { class: "tick", anchor: "end", rotate: steep ? -90 : -40, hint } as const;
    return label(at(i) + 4, steep ? 8 : 12, shown[i]!, options);
  });
  const width = Math.max(0, ...shown.map((name) => textWidth(name, size)));
  return { body: pieces.join(""), height: 12 + (steep ? width : 0.66 * width + 6) };
}
