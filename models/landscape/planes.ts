/** The loss of a network on planes through its weights, and the curvature along a line. */
import { crossEntropy } from "hebb";
import type { Chart } from "../figure.ts";
import type { Run } from "../run.ts";
import { type Direction, evenly, filterNormalized, lossSurface, surfaceChart } from "../shared/surface.ts";
import type { Curvature } from "./curvature.ts";
import type { Digits } from "./digits.ts";
import type { Network } from "./model.ts";

/** Options of `drawPlane`. */
export interface PlaneOptions {
  readonly title: string;
  readonly directions: readonly [x: Direction, y: Direction];
  readonly labels: readonly [x: string, y: string];
  /** Half the side of the plane, in units of the directions. */
  readonly span: number;
  /** Number of points per side. */
  readonly places: number;
}

/** Draws the loss on a plane. */
export async function drawPlane(run: Run, model: Network, digits: Digits, options: PlaneOptions): Promise<Chart> {
  const { title, directions, labels, span, places } = options;
  const line = evenly(span, places);
  const progress = (done: number, total: number) => run.progress(title, done, total);
  const surface = await lossSurface(model, digits, { loss: crossEntropy, directions, x: line, y: line, progress });
  const chart = surfaceChart(title, surface, labels);
  // Some of the networks are not trained.
  const layers = chart.layers.map((layer) => (layer.mark === "points" ? { ...layer, name: "the network" } : layer));
  return { ...chart, layers };
}

/**
 * Draws the plane of two random directions with filters of the network's norms; at distance 1, a direction is as long
 * as the weights.
 */
export async function randomPlane(run: Run, model: Network, digits: Digits, places: number): Promise<Chart> {
  const directions = [await filterNormalized(model), await filterNormalized(model)] as const;
  const labels = ["first random direction", "second random direction"] as const;
  return drawPlane(run, model, digits, { title: "random directions", directions, labels, span: 1, places });
}

/** Draws the plane of the eigenvectors of the largest and the smallest eigenvalue. */
export async function extremePlane(
  run: Run,
  model: Network,
  digits: Digits,
  { lowest, highest }: Pick<Curvature, "lowest" | "highest">,
  { title, span, places }: Pick<PlaneOptions, "title" | "span" | "places">,
): Promise<Chart> {
  const labels = [
    `eigenvector of ${highest.value.toFixed(2)}`,
    `eigenvector of ${Number(lowest.value.toPrecision(2))}`,
  ] as const;
  const directions = [highest.direction, lowest.direction] as const;
  return drawPlane(run, model, digits, { title, directions, labels, span, places });
}

/** Returns the second derivative along `direction`, normalized to length 1, as a second difference of losses. */
export async function curvatureAlong(model: Network, digits: Digits, direction: Direction): Promise<number> {
  const squares = await Promise.all(direction.map((part) => part.square().sum().item()));
  const length = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  // A compromise between the rounding errors of f32 and the influence of the fourth derivative.
  const distance = 0.1;
  const x = [-distance, 0, distance].map((part) => part / length);
  const { losses } = await lossSurface(model, digits, {
    loss: crossEntropy,
    directions: [direction, direction],
    x,
    y: [0],
  });
  const [before, here, after] = losses[0]! as [number, number, number];
  return (before - 2 * here + after) / distance ** 2;
}
