/** Blocks of text: several lines around a center, with the rectangle that they cover. */
import type { Side } from "../../../models/structure.ts";
import type { Spot } from "../parts.ts";
import { notation, notationWidth } from "./notation.ts";

/** A rectangle; `x`, `y` is the center. */
export interface Box extends Spot {
  readonly width: number;
  readonly height: number;
}

/** Font sizes by the class of a text. */
export const fonts = { big: 15, mid: 13, caption: 12, small: 11 } as const;
export type Font = keyof typeof fonts;

export interface TextBlock extends Box {
  readonly lines: readonly string[];
  readonly font: Font;
  /** Classes other than the font. */
  readonly look: string;
}

export function lineHeight(font: Font): number {
  return Math.round(1.3 * fonts[font]);
}

/** Width and height of lines. */
export function extentOf(lines: readonly string[], font: Font): { width: number; height: number } {
  const width = Math.max(0, ...lines.map((line) => notationWidth(line, fonts[font])));
  return { width, height: lines.length * lineHeight(font) };
}

export function blockAt({ x, y }: Spot, text: string, font: Font, look = ""): TextBlock {
  const lines = text.split("\n");
  return { x, y, lines, font, look, ...extentOf(lines, font) };
}

/** A block next to a box, at this distance. */
export function blockBeside(box: Box, side: Side, text: string, font: Font, look = "", gap = 5): TextBlock {
  const block = blockAt(box, text, font, look);
  const [dx, dy] = directions[side];
  const across = (box.width + block.width) / 2 + gap;
  const down = (box.height + block.height) / 2 + gap - 2;
  return { ...block, x: box.x + dx * across, y: box.y + dy * down };
}

/** Directions out of a box. */
export const directions: Readonly<Record<Side, readonly [dx: number, dy: number]>> = {
  left: [-1, 0],
  right: [1, 0],
  above: [0, -1],
  below: [0, 1],
};

export function drawBlock({ x, y, lines, font, look, height }: TextBlock): string {
  const step = lineHeight(font);
  const classes = [font === "mid" ? "" : font, look].filter((name) => name !== "").join(" ");
  const attributes = { class: classes || undefined, "text-anchor": "middle" };
  const first = y - height / 2 + step / 2 + 0.36 * fonts[font];
  return lines.map((line, i) => notation(x, first + i * step, line, fonts[font], attributes)).join("");
}
