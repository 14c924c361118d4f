/**
 * Grayscale images, such as digits, in a text terminal, side by side with captions. With enough colors, a character
 * shows two gray levels, one above the other; otherwise it shows black and white Braille dots.
 */
import { createColors } from "picocolors";
import stringWidth from "string-width";
import type { ColorDepth } from "./color.ts";

export interface Picture {
  /** Pixels in row-major order, from 0 (background) to 255 (ink). */
  readonly pixels: Uint8Array;
  readonly caption: string;
  /** Colors the caption green if true and red if false. */
  readonly right?: boolean;
}

export interface PictureOptions {
  /** Width of each picture in pixels. Default: 28; the height as well. */
  readonly width?: number;
  readonly height?: number;
  readonly depth?: ColorDepth;
  /** Width of the terminal in characters. Pictures that do not fit start a new row. Default: 80. */
  readonly columns?: number;
}

/** A digit with its prediction as the caption: "7 ✓", or "4 ✗ (9)" if the label is 9. */
export function digit(pixels: Uint8Array, predicted: number, label: number): Picture {
  const right = predicted === label;
  return { pixels, caption: right ? `${predicted} ✓` : `${predicted} ✗ (${label})`, right };
}

/** The pictures as lines of text. A picture of 28 x 28 pixels takes 14 characters by 7 lines, plus a caption line. */
export function pictures(items: readonly Picture[], options: PictureOptions = {}): string {
  const { width = 28, height = 28, depth = 1, columns = 80 } = options;
  const colors = createColors(depth > 1);
  const across = Math.ceil(width / 2);
  const perRow = Math.max(1, Math.floor((columns + gap.length) / (across + gap.length)));
  const blocks: string[] = [];
  for (let start = 0; start < items.length; start += perRow) {
    const row = items.slice(start, start + perRow);
    const drawn = row.map(({ pixels }) =>
      depth >= 8 ? grays(pixels, width, height, depth) : dots(pixels, width, height),
    );
    const captions = row.map(({ caption, right }) => {
      const text = center(caption, across);
      return right === undefined ? text : right ? colors.green(text) : colors.red(text);
    });
    const lines = drawn[0]!.map((_, line) => drawn.map((picture) => picture[line]!).join(gap));
    blocks.push([...lines, captions.join(gap)].map((line) => line.trimEnd()).join("\n"));
  }
  return blocks.join("\n\n");
}

const gap = "  ";

/** Half blocks: each character shows two averages over 2 x 2 pixels. */
function grays(pixels: Uint8Array, width: number, height: number, depth: ColorDepth): string[] {
  const mean = (x: number, y: number) => {
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      const [column, row] = [x + (i & 1), y + (i >> 1)];
      if (column < width && row < height) sum += pixels[row * width + column]!;
    }
    return sum / 4;
  };
  return rows(Math.ceil(width / 2), Math.ceil(height / 4), (x, y) => {
    const upper = colorOf(mean(2 * x, 4 * y), depth);
    const lower = colorOf(mean(2 * x, 4 * y + 2), depth);
    return `\x1b[38;${upper};48;${lower}m▀`;
  }).map((line) => `${line}\x1b[0m`);
}

/** Color parameters of an escape sequence. The 256-color palette has 24 grays from 8 to 238, plus black and white. */
function colorOf(gray: number, depth: ColorDepth): string {
  // Gamma correction: without it, thin strokes are too dark to see.
  const level = Math.round(255 * (gray / 255) ** 0.8);
  if (depth === 24) return `2;${level};${level};${level}`;
  const step = Math.round((level - 8) / 10);
  return `5;${step < 0 ? 16 : step > 23 ? 231 : 232 + step}`;
}

const brailleDots = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80] as const;

/** Braille: each character shows 2 x 4 pixels as ink or background. */
function dots(pixels: Uint8Array, width: number, height: number): string[] {
  return rows(Math.ceil(width / 2), Math.ceil(height / 4), (x, y) => {
    let cell = 0;
    for (const [i, dot] of brailleDots.entries()) {
      const [column, row] = [2 * x + (i & 1), 4 * y + (i >> 1)];
      if (column < width && row < height && pixels[row * width + column]! >= 100) cell |= dot;
    }
    return cell === 0 ? " " : String.fromCodePoint(0x2800 + cell);
  });
}

function rows(width: number, height: number, cell: (x: number, y: number) => string): string[] {
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_unused, x) => cell(x, y)).join(""));
}

function center(text: string, width: number): string {
  const room = Math.max(0, width - stringWidth(text));
  return " ".repeat(room >> 1) + text + " ".repeat(room - (room >> 1));
}
