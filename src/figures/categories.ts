/** Names below equally spaced positions: wrapped if they fit, else in two rows, else rotated, and thinned if needed. */
import { pieces, shortenAll, textWidth, wrap } from "./measure.ts";
import { label, paragraph } from "./svg.ts";

export interface NameRow {
  /** The names, starting at y = 0, at the x coordinates of their positions. */
  readonly body: string;
  readonly height: number;
}

const size = 12;
/** Angle of slanted names. */
const slant = (40 * Math.PI) / 180;
/** Minimum gap between names in pixels. */
const room = 4;

export interface Positions {
  /** Returns the center of a position. */
  readonly at: (index: number) => number;
  /** Width of a position in pixels. */
  readonly step: number;
  /** Width of the drawing to the left of the coordinate 0. */
  readonly before: number;
}

export function nameRow(names: readonly string[], positions: Positions): NameRow {
  const { at, step } = positions;
  const lines = names.map((name) => wrap(name, Math.max(step - room, 1), size));
  const longest = Math.max(0, ...names.map(narrowest));
  const deepest = Math.max(0, ...lines.map(({ length }) => length));
  if (longest <= step - room && deepest <= 3) {
    const options = { class: "tick", anchor: "middle" } as const;
    return { body: lines.map((some, i) => paragraph(at(i), 14, some, 14, options)).join(""), height: 6 + 14 * deepest };
  }
  return staggered(names, positions) ?? slanted(names, positions);
}

/** Width of the longest piece. Lines of Chinese have at least three characters, unless the name has fewer. */
function narrowest(name: string): number {
  const longest = Math.max(0, ...pieces(name).map((piece) => textWidth(piece.trimEnd(), size)));
  return Math.max(longest, Math.min(3 * size, textWidth(name, size)));
}

/** Names at an angle of 40 degrees, or upright if they are too close or if the first one would leave the drawing. */
function slanted(names: readonly string[], { at, step, before }: Positions): NameRow {
  const every = Math.ceil(13 / step);
  const longest = Math.max(0, ...names.map((name) => textWidth(name, size)));
  const steep = step < 22 || Math.min(longest, 130) * Math.cos(slant) > before + at(0) + 4;
  const shown = shortenAll(names, 130, size);
  const pieces = names.map((name, i) => {
    if (i % every !== 0) return "";
    const hint = shown[i] === name ? undefined : name;
    const options = { class: "tick", anchor: "end", rotate: steep ? -90 : -40, hint } as const;
    return label(at(i) + 4, steep ? 8 : 12, shown[i]!, options);
  });
  const width = Math.max(0, ...shown.map((name) => textWidth(name, size)));
  return { body: pieces.join(""), height: 12 + (steep ? width : Math.sin(slant) * width + 6) };
}

/** Short names in two rows, alternately, such as the characters of a text; undefined if they do not fit. */
function staggered(names: readonly string[], { at, step }: Positions): NameRow | undefined {
  if (names.some((name) => textWidth(name, size) > 2 * step - 2)) return undefined;
  const options = { class: "tick", anchor: "middle" } as const;
  return { body: names.map((name, i) => label(at(i), 14 + 13 * (i % 2), name, options)).join(""), height: 33 };
}
