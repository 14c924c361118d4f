/** Names below equally spaced positions: horizontal if they fit, else wrapped, else rotated or thinned. */
import { pieces, shorten, textWidth, wrap } from "./measure.ts";
import { label, paragraph } from "./svg.ts";

export interface NameRow {
  /** The names, starting at y = 0, at the x coordinates of their positions. */
  readonly body: string;
  readonly height: number;
}

const size = 12;
/** Minimum gap between names in pixels. */
const room = 4;

/** Draws the names. `at` returns the center of a name's position, which is `step` pixels wide. */
export function nameRow(names: readonly string[], at: (index: number) => number, step: number): NameRow {
  const lines = names.map((name) => wrap(name, Math.max(step - room, 1), size));
  const longest = Math.max(0, ...names.map(narrowest));
  const deepest = Math.max(0, ...lines.map(({ length }) => length));
  if (longest <= step - room && deepest <= 3) {
    const options = { class: "tick", anchor: "middle" } as const;
    return { body: lines.map((some, i) => paragraph(at(i), 14, some, 14, options)).join(""), height: 6 + 14 * deepest };
  }
  return slanted(names, at, step);
}

/** Width of the longest piece. Lines of Chinese have at least three characters, unless the name has fewer. */
function narrowest(name: string): number {
  const longest = Math.max(0, ...pieces(name).map((piece) => textWidth(piece.trimEnd(), size)));
  return Math.max(longest, Math.min(3 * size, textWidth(name, size)));
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
