/** Functions of two variables that are hard to minimize, each with a start and its minima. */
import { Tensor } from "hebb";
import type { Field, Point } from "../figure.ts";
import { type Text, text } from "../text.ts";

/** A function of two variables. */
export interface Surface {
  readonly title: Text;
  /** Returns the values for coordinates of any common shape, elementwise. */
  readonly height: (x: Tensor, y: Tensor) => Tensor;
  readonly start: Point;
  readonly minima: readonly Point[];
  /** Value at the minima. */
  readonly lowest: number;
  /** Range of coordinates in figures. */
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
}

/** A ravine, ten times as steep across as along (the course's weighted sphere). */
const sphere: Surface = {
  title: { en: "Ravine: 0.2x² + 2y²", zh: "峡谷：0.2x² + 2y²" },
  height: (x, y) => x.square().mul(0.2).add(y.square().mul(2)),
  start: [3, 4],
  minima: [[0, 0]],
  lowest: 0,
  x: [-5, 5],
  y: [-5, 5],
};

/** Steep walls and a long flat valley (Beale, 1958). */
const beale: Surface = {
  title: { en: "Valley: Beale's function", zh: "弯谷：Beale 函数" },
  height: (x, y) => {
    const term = (constant: number, power: Tensor) => x.mul(power).sub(x).add(constant).square();
    const square = y.square();
    return term(1.5, y)
      .add(term(2.25, square))
      .add(term(2.625, square.mul(y)));
  },
  start: [1, 1.5],
  minima: [[3, 0.5]],
  lowest: 0,
  x: [-1, 4],
  y: [-2.5, 2],
};

/**
 * A saddle at (0, 0) between two minima (from the course). The start is almost on the line that leads into the saddle.
 */
const saddle: Surface = {
  title: { en: "Saddle: x⁴ − 2x² + y²", zh: "鞍面：x⁴ − 2x² + y²" },
  height: (x, y) => x.square().square().sub(x.square().mul(2)).add(y.square()),
  start: [2 ** -10, 1.5],
  minima: [
    [-1, 0],
    [1, 0],
  ],
  lowest: -1,
  x: [-1.75, 1.75],
  y: [-1.75, 1.75],
};

export const surfaces = { sphere, beale, saddle };

export type SurfaceName = keyof typeof surfaces;

/** Returns the distance from the nearest minimum. */
export function distance({ minima }: Surface, [x, y]: Point): number {
  return Math.min(...minima.map(([a, b]) => Math.hypot(x - a, y - b)));
}

/** Distance from a minimum that counts as having reached it. */
export const near = 0.1;

/** Returns the number of steps after which a path stays near a minimum, or that of its points if it never does. */
export function arrivalOf(surface: Surface, path: readonly Point[]): number {
  // A place that is not finite is not near.
  return path.findLastIndex((place) => !(distance(surface, place) <= near)) + 1;
}

/** Points per side of the grid of heights. */
const cells = 48;

/** Returns the heights above the minimum on a grid over the view, row by row, the first row at the lowest y. */
export async function heightsOf(surface: Surface): Promise<Float32Array> {
  const along = ([low, high]: readonly [number, number], i: number) => low + ((high - low) * i) / (cells - 1);
  const places = Array.from({ length: cells * cells }, (_, i) => [i % cells, Math.floor(i / cells)] as const);
  const x = Tensor.from(places.map(([column]) => along(surface.x, column)));
  const y = Tensor.from(places.map(([, row]) => along(surface.y, row)));
  return (await surface.height(x, y).sub(surface.lowest).array()) as Float32Array;
}

/** Returns heights as a field of a figure. */
export function fieldOf({ x, y }: Surface, heights: Float32Array): Field {
  const values = Array.from({ length: cells }, (_, row) => [...heights.subarray(row * cells, (row + 1) * cells)]);
  const label = text("height above the minimum", "比最小值高多少");
  return { mark: "field", values, x, y, as: "colors", scale: "log", label };
}
