/** Dashes, hatching and shapes of series in addition to their colors, for readers who see few colors and for gray prints. */
import { round } from "./svg.ts";

/**
 * Lengths of dashes and gaps of lines, by palette index. The pattern "6 5" is left to lines whose data say that they
 * are dashed.
 */
export const dashes = ["", "1 5", "13 4 1 4", "20 6", "13 4 1 4 1 4", "1 9"] as const;

/** Class of the pattern of a line in this color; solid lines have none. */
export function dashClass(color: string): string {
  const index = indexOf(color) % dashes.length;
  return index === 0 ? "" : ` p${index}`;
}

/** Palette index of a color class suffix; gray counts as the first color. */
function indexOf(color: string): number {
  return color === "n" ? 0 : Number(color);
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Distance between two lines of hatching in pixels. */
const gap = 7;
/** Directions of hatching by palette index: rising, falling, level, crossed, upright. The first color has none. */
const hatches = ["", "/", "\\", "-", "/\\", "|"] as const;

/** Lines over rectangles in this color; empty for the first color. */
export function hatching(color: string, boxes: readonly Box[]): string {
  const kinds = Array.from(hatches[indexOf(color) % hatches.length]!);
  const path = boxes.flatMap((box) => kinds.map((kind) => linesOf(kind, box))).join("");
  return path === "" ? "" : `<path class="hatch" d="${path}"/>`;
}

/** Lines of the same grid in all rectangles, so that they continue from one to its neighbor. */
function linesOf(kind: string, { x, y, width, height }: Box): string {
  const [right, bottom] = [x + width, y + height];
  const line = (...[x1, y1, x2, y2]: [number, number, number, number]) =>
    `M${round(x1)},${round(y1)}L${round(x2)},${round(y2)}`;
  switch (kind) {
    case "-":
      return multiples(y, bottom, gap, (at) => line(x, at, right, at));
    case "|":
      return multiples(x, right, gap, (at) => line(at, y, at, bottom));
    case "/":
      // The sum of both coordinates is constant along a rising line, and their difference along a falling one.
      return multiples(x + y, right + bottom, gap * Math.SQRT2, (sum) => {
        const [left, end] = [Math.max(x, sum - bottom), Math.min(right, sum - y)];
        return line(left, sum - left, end, sum - end);
      });
    default:
      return multiples(x - bottom, right - y, gap * Math.SQRT2, (difference) => {
        const [left, end] = [Math.max(x, difference + y), Math.min(right, difference + bottom)];
        return line(left, left - difference, end, end - difference);
      });
  }
}

function multiples(low: number, high: number, of: number, draw: (at: number) => string): string {
  const first = Math.floor(low / of) + 1;
  return Array.from({ length: Math.max(0, Math.ceil(high / of) - first) }, (_, i) => draw((first + i) * of)).join("");
}

/** Outlines of marks by palette index: square, triangle, diamond, cross, inverted triangle. The first color has circles. */
const corners: readonly (readonly (readonly [x: number, y: number])[])[] = [
  [],
  box(0.88),
  [
    [0, -1.4],
    [1.3, 0.95],
    [-1.3, 0.95],
  ],
  [
    [0, -1.45],
    [1.2, 0],
    [0, 1.45],
    [-1.2, 0],
  ],
  cross(1.3, 0.45),
  [
    [0, 1.4],
    [1.3, -0.95],
    [-1.3, -0.95],
  ],
];

function box(side: number): [number, number][] {
  return [
    [-side, -side],
    [side, -side],
    [side, side],
    [-side, side],
  ];
}

function cross(reach: number, half: number): [number, number][] {
  const arm: [number, number][] = [
    [half, -half],
    [half, -reach],
    [-half, -reach],
  ];
  // Each quarter turn continues the outline counterclockwise.
  return [0, 1, 2, 3].flatMap((turn) => arm.map((corner) => turned(corner, turn)));
}

function turned([x, y]: readonly [number, number], quarters: number): [number, number] {
  return quarters === 0 ? [x, y] : turned([y, -x], quarters - 1);
}

/** The mark of a series around a center: a circle, or the path of another shape. */
export function shape(color: string, x: number, y: number, radius: number): string {
  const outline = corners[indexOf(color) % corners.length]!;
  if (outline.length === 0) return `<circle cx="${round(x)}" cy="${round(y)}" r="${radius}"/>`;
  const places = outline.map(([dx, dy]) => `${round(x + dx * radius)},${round(y + dy * radius)}`);
  return `<path d="M${places.join("L")}z"/>`;
}
