/** Regression of a curve from few noisy points by a network with L2 regularization, to see what its strength does. */
import { Linear, Module, Tensor, adam, compile, initializers, meanSquaredError, random } from "hebb";
import type { Run } from "../run.ts";
import { correlation } from "../shared/statistics.ts";
import { evenly } from "../shared/surface.ts";
import { l2Penalty } from "./model.ts";

/** Points (x, y), or the values y of a function at x. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Number of training points, standard deviation of their normal noise, and number of points of a drawn curve. */
const [count, noise, places] = [16, 0.25, 121];
const units = 40;
const steps = 2000;

/** The true function, without noise. */
export const truth = (x: number): number => Math.sin(Math.PI * x);

/** Maps a number to a number. */
class Curve extends Module {
  // Steep enough that the network can bend several times between -1 and 1.
  readonly hidden = new Linear(1, units, { weight: initializers.normal(0, 4), bias: initializers.normal(0, 2) });
  readonly output = new Linear(units, 1);
  readonly activation: (z: Tensor) => Tensor;

  constructor(activation: (z: Tensor) => Tensor) {
    super();
    this.activation = activation;
  }

  /** Maps x [points, 1] to f(x), [points, 1]. */
  forward(x: Tensor): Tensor {
    return this.output.forward(this.activation(this.hidden.forward(x)));
  }
}

/** Samples noisy points of the true function between -1 and 1. */
export async function drawPoints(seed: number): Promise<Points> {
  random.seed(seed);
  const drawn = await random.normal([count]).array();
  const x = evenly(1, count);
  return { x, y: x.map((value, i) => truth(value) + noise * drawn[i]!) };
}

export interface CurveOptions {
  readonly lambda: number;
  readonly activation: (z: Tensor) => Tensor;
  readonly seed: number;
  readonly label: string;
}

/** Fits a network to the points and returns its function from -1 to 1. */
export async function fitCurve(run: Run, points: Points, { lambda, activation, ...options }: CurveOptions) {
  random.seed(options.seed);
  const model = new Curve(activation);
  const optimizer = adam(model, { learningRate: 0.01 });
  const [inputs, targets] = [points.x, points.y].map((values) => Tensor.from(values, [count, 1])) as [Tensor, Tensor];
  const weights = [model.hidden.weight, model.output.weight];
  const step = compile(() =>
    optimizer.minimize(meanSquaredError(model.forward(inputs), targets).add(l2Penalty(weights, lambda))),
  );
  await run.loop(options.label, {
    total: steps,
    state: { model, optimizer },
    step: async () => void step(),
  });
  const x = evenly(1, places);
  return { x, y: [...(await model.forward(Tensor.from(x, [places, 1])).array())] } satisfies Points;
}

/** Returns the fraction of the variance of a curve that its best straight line explains, R². */
export function straightness({ x, y }: Points): number {
  return rangeOf({ x, y }) === 0 ? 1 : correlation(x, y) ** 2;
}

/** Returns the difference between the highest and the lowest value. */
export const rangeOf = ({ y }: Points): number => Math.max(...y) - Math.min(...y);
