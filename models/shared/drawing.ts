/** Digits for the looks: test digits by number, and drawings of # and . that a reader types. */
import { ArgumentError } from "hebb";
import { mnist } from "hebb/data";
import type { TextInput } from "../look.ts";
import { number } from "../quantity.ts";
import { type Text, say, text } from "../text.ts";

/** Pixels on a side of a picture, and of the square that the ink of an MNIST digit fills. */
const [side, inkSide] = [28, 20];
/** Range of the number of rows of a drawing. */
const [fewest, most] = [5, side];
const testDigits = 10_000;

/** Rows of equal length from the top; # is ink and . is background. */
export type Drawing = readonly string[];

/** A picture of 28 x 28 gray levels. Its label is null for a drawing, which only the reader can label. */
export interface GivenDigit {
  readonly pixels: Uint8Array;
  readonly label: number | null;
}

/** Input of a digit, for `chosenDigit`. */
export const digitInput: TextInput = {
  kind: "text",
  label: say(
    { fewest: number(fewest), most: number(most) },
    "number of a test digit, counted from zero, or a drawing: {fewest} to {most} rows of # (ink) and . (background), separated by /",
    "测试数字的编号，从零数起；也可以自己画一个：{fewest} 到 {most} 行，# 是笔画，点号是空白，行与行用 / 隔开",
  ),
  value: "0",
  longest: most * (side + 1),
};

/** Returns the picture of `chosenDigit(given)`. A drawing is fitted by its ink, like the digits of MNIST. */
export async function givenDigit(given: string): Promise<GivenDigit> {
  const chosen = chosenDigit(given);
  if (typeof chosen !== "number") return { pixels: pixelsOf(chosen, "ink"), label: null };
  const [images, labels] = (await mnist()).test.fields.map(({ data }) => data);
  const pixels = images!.subarray(chosen * side ** 2, (chosen + 1) * side ** 2);
  return { pixels: Uint8Array.from(pixels), label: labels![chosen]! };
}

/** Returns a sentence on the label of a given digit. */
export function labelWords(label: GivenDigit["label"]): Text {
  if (label === null) return text("This digit is your drawing.", "这是你画的数字。");
  return say({ label: number(label) }, "This digit is labeled {label}.", "这个数字是 {label}。");
}

/** Returns the number of a test digit or a drawing. Throws an ArgumentError if `given` is neither. */
export function chosenDigit(given: string): number | Drawing {
  const plain = given.trim();
  const row = plain === "" ? Number.NaN : Number(plain);
  if (Number.isInteger(row) && row >= 0 && row < testDigits) return row;
  if (!Number.isNaN(row)) {
    throw new ArgumentError(`digit was given "${plain}"`, {
      rule: `The number of a test digit must be an integer from 0 to ${testDigits - 1}.`,
    });
  }
  if (!/[#./]/.test(plain)) {
    throw new ArgumentError(`digit was given "${given}"`, {
      rule: `It must be the number of a test digit or a drawing, ${form}.`,
    });
  }
  const drawing = plain.split(/\s*[/\s]\s*/);
  checkDrawing(drawing);
  return drawing;
}

const form = `${fewest} to ${most} rows of # and . separated by /`;

const counted = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

function checkDrawing(drawing: Drawing): void {
  if (drawing.length < fewest || drawing.length > most) {
    throw new ArgumentError(`the drawing has ${counted(drawing.length, "row")}`, { rule: `It must have ${form}.` });
  }
  const width = drawing[0]!.length;
  if (width === 0 || width > side) {
    throw new ArgumentError(`row 1 of the drawing has ${counted(width, "mark")}`, {
      rule: `A row must have 1 to ${side} marks.`,
    });
  }
  drawing.forEach((row, y) => {
    const wrong = /[^#.]/u.exec(row);
    if (wrong !== null) {
      throw new ArgumentError(`row ${y + 1} of the drawing contains "${wrong[0]}"`, {
        rule: "The marks are # for ink and . for background.",
      });
    }
    if (row.length !== width) {
      throw new ArgumentError(
        `row ${y + 1} of the drawing has ${counted(row.length, "mark")}, and row 1 has ${width}`,
        {
          rule: "All rows must have the same number of marks.",
        },
      );
    }
  });
  if (!drawing.some((row) => row.includes("#"))) {
    throw new ArgumentError("the drawing has no ink", { rule: "At least one of its marks must be #." });
  }
}

/**
 * Returns gray levels of 28 x 28. With "ink", as in MNIST, the ink becomes 20 pixels high or wide, and its center of mass
 * moves to the middle. With "frame", the whole drawing is enlarged and centered, so that a part of a digit keeps its place.
 */
export function pixelsOf(drawing: Drawing, fit: "ink" | "frame"): Uint8Array {
  const part = fit === "ink" ? inkOf(drawing) : drawing;
  const [height, width] = [part.length, part[0]!.length];
  const scale = inkSide / Math.max(height, width);
  const marks = part.flatMap((row, y) => Array.from(row).flatMap((mark, x) => (mark === "#" ? [[y, x] as const] : [])));
  const [rows, columns] = [height, width].map((length, axis) => {
    const middle = fit === "ink" ? marks.reduce((sum, mark) => sum + mark[axis]! + 0.5, 0) / marks.length : length / 2;
    return coverage(length, scale, startOf(length * scale, middle * scale));
  });
  const pixels = new Float64Array(side ** 2);
  for (const [y, x] of marks) {
    pixels.forEach((_, i) => (pixels[i]! += 255 * rows![y]![Math.floor(i / side)]! * columns![x]![i % side]!));
  }
  return Uint8Array.from(pixels, Math.round);
}

/** Returns the smallest part of a drawing that contains its ink. */
function inkOf(drawing: Drawing): Drawing {
  const inked = drawing.map((row) => row.includes("#"));
  const rows = drawing.slice(inked.indexOf(true), inked.lastIndexOf(true) + 1);
  const left = Math.min(...rows.map((row) => row.indexOf("#")).filter((x) => x >= 0));
  const right = Math.max(...rows.map((row) => row.lastIndexOf("#")));
  return rows.map((row) => row.slice(left, right + 1));
}

/** Returns the whole pixel at which a part begins so that `middle` is in the middle, and no ink leaves the picture. */
const startOf = (length: number, middle: number): number =>
  Math.max(0, Math.min(Math.floor(side - length), Math.round(side / 2 - middle)));

/** Returns the covered fraction of each pixel of a line, for each of `count` marks. */
function coverage(count: number, scale: number, start: number): number[][] {
  return Array.from({ length: count }, (_, mark) => {
    const [from, to] = [start + mark * scale, start + (mark + 1) * scale];
    return Array.from({ length: side }, (_, p) => Math.max(0, Math.min(p + 1, to) - Math.max(p, from)));
  });
}
