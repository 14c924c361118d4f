/** The loss of a network on planes through its weights, and the curvature along a line. */
import { crossEntropy } from "hebb";
import type { Chart } from "../figure.ts";
import type { Run } from "../run.ts";
import { number } from "../quantity.ts";
import { type Direction, evenly, filterNormalized, lossSurface } from "../shared/surface.ts";
import { type Text, cases, say, text } from "../text.ts";
import type { Curvature } from "./curvature.ts";
import type { Digits } from "./digits.ts";
import type { Plane } from "./facts.ts";
import type { Network } from "./model.ts";

/** Options of `measurePlane`. */
export interface PlaneOptions {
  readonly plane: Plane["plane"];
  readonly directions: readonly [x: Direction, y: Direction];
  readonly eigenvalues: Plane["eigenvalues"];
  /** Half the side of the plane, in units of the directions. */
  readonly span: number;
  /** Number of points per side. */
  readonly places: number;
}

/** Measures the loss on a plane. */
async function measurePlane(run: Run, model: Network, digits: Digits, options: PlaneOptions): Promise<Plane> {
  const { plane, directions, eigenvalues, span, places } = options;
  const line = evenly(span, places);
  const progress = (done: number, total: number) => run.progress(`plane ${plane}`, done, total);
  const { losses } = await lossSurface(model, digits, { loss: crossEntropy, directions, x: line, y: line, progress });
  return { plane, losses: Float32Array.from(losses.flat()), places, span, eigenvalues };
}

/**
 * Measures the plane of two random directions with filters of the network's norms; at distance 1, a direction is as
 * long as the weights.
 */
export async function randomPlane(
  run: Run,
  model: Network,
  digits: Digits,
  { span = 1, places }: { readonly span?: number; readonly places: number },
): Promise<Plane> {
  const directions = [await filterNormalized(model), await filterNormalized(model)] as const;
  return measurePlane(run, model, digits, { plane: "random", directions, eigenvalues: null, span, places });
}

/** Measures the plane of the eigenvectors of the largest and the smallest eigenvalue. */
export async function extremePlane(
  run: Run,
  model: Network,
  digits: Digits,
  { lowest, highest }: Pick<Curvature, "lowest" | "highest">,
  options: Pick<PlaneOptions, "plane" | "span" | "places">,
): Promise<Plane> {
  const directions = [highest.direction, lowest.direction] as const;
  const eigenvalues = [highest.value, lowest.value] as const;
  return measurePlane(run, model, digits, { ...options, directions, eigenvalues });
}

/** Draws the loss on a plane as contour lines over colors on a logarithmic scale. */
export function planeChart({ plane, losses, places, span, eigenvalues }: Plane): Chart {
  const values = Array.from({ length: places }, (_, row) => [...losses.subarray(row * places, (row + 1) * places)]);
  const along = (axis: 0 | 1): Text => {
    if (eigenvalues === null) {
      return axis === 0
        ? text("first random direction", "第一个随机方向")
        : text("second random direction", "第二个随机方向");
    }
    const value = number(Number(eigenvalues[axis].toPrecision(2)));
    return say({ value }, "eigenvector of {value}", "特征值 {value} 的特征向量");
  };
  const range = [-span, span] as const;
  return {
    kind: "chart",
    title: cases(plane, {
      random: text("Trained network, random directions", "训练好的网络，随机方向"),
      trained: text("Trained network, extreme eigenvectors", "训练好的网络，两端的特征向量"),
      saddle: text("Saddle point at zero, extreme eigenvectors", "权重为零的鞍点，两端的特征向量"),
    }),
    x: { label: along(0) },
    y: { label: along(1) },
    equal: true,
    layers: [
      { mark: "field", values, x: range, y: range, as: "both", scale: "log", label: text("loss", "损失") },
      { mark: "points", name: text("the network", "网络所在处"), points: [[0, 0]] },
    ],
  };
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
