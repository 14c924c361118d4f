/** Descents that end at rest, at a stationary point: the loss has an L2 term, so that it has minima. */
import {
  type Tensor,
  compile,
  crossEntropy,
  eigenSymmetric,
  globalNorm,
  grad,
  hessianOperator,
  parameters,
  sgd,
} from "hebb";
import type { Point } from "../figure.ts";
import type { Run } from "../run.ts";
import type { Digits } from "./digits.ts";
import type { Network } from "./model.ts";

export interface RestOptions {
  readonly label: string;
  /** Strength λ of the L2 term. */
  readonly strength: number;
  /** Norm of the gradient at which the descent ends. */
  readonly tolerance: number;
  /** Maximum number of updates. */
  readonly limit: number;
  /** Update at which the curvature is measured in between. Default: none. */
  readonly early?: number;
}

/** Measurement at one place of a descent. */
export interface Rest {
  readonly update: number;
  readonly loss: number;
  readonly gradient: number;
  /** All eigenvalues of the Hessian in ascending order. */
  readonly eigenvalues: readonly number[];
}

export interface Descended {
  /** Places: after the early update, if it was asked for, and at the end. */
  readonly places: readonly Rest[];
  /** Norm of the gradient before selected updates. */
  readonly gradients: readonly Point[];
}

/** Returns L(θ) + λ/2 ‖θ‖² over all digits. */
function objective(model: Network, digits: Digits, strength: number): Tensor {
  const squares = parameters(model).map(([, param]) => param.square().sum());
  const penalty = squares.reduce((sum, square) => sum.add(square)).mul(strength / 2);
  return crossEntropy(model.forward(digits.field(0)), digits.field(1)).add(penalty);
}

/** Descends with the gradient over all digits and Nesterov momentum until the gradient is almost zero. */
export async function descendToRest(
  run: Run,
  model: Network,
  digits: Digits,
  options: RestOptions,
): Promise<Descended> {
  const { label, strength, tolerance, limit, early } = options;
  const params = parameters(model).map(([, param]) => param);
  const optimizer = sgd(model, { learningRate: 0.1, momentum: 0.97, nesterov: true });
  const step = compile(() => {
    const loss = objective(model, digits, strength);
    const gradient = globalNorm(grad(loss, params));
    optimizer.minimize(loss);
    return { loss, gradient };
  });
  const { done, places, gradients } = await run.loop(label, {
    total: limit,
    state: { model, optimizer, done: 0, places: [] as Rest[], gradients: [] as Point[] },
    async step(i, state) {
      if (i === early) state.places.push(await placeOf(model, digits, strength, i));
      const results = step();
      const [loss, gradient] = [await results.loss.item(), await results.gradient.item()];
      if (isDrawn(i)) state.gradients.push([i + 1, gradient]);
      state.done++;
      return { values: { loss }, done: gradient < tolerance };
    },
  });
  return { places: [...places, await run.once("spectrum", () => placeOf(model, digits, strength, done))], gradients };
}

/** Update numbers that are drawn: all up to 40, half of them up to 80, and so on. */
const isDrawn = (i: number): boolean => i % 2 ** Math.max(0, Math.floor(Math.log2((i + 1) / 20))) === 0;

/** Measures the gradient and the full Hessian at the current weights. */
export async function placeOf(model: Network, digits: Digits, strength: number, update: number): Promise<Rest> {
  const params = parameters(model).map(([, param]) => param);
  const lossOf = () => objective(model, digits, strength);
  const slope = compile(() => {
    const loss = lossOf();
    return { loss, gradient: globalNorm(grad(loss, params)) };
  });
  const { product, size } = hessianOperator(lossOf, model);
  const rows: ArrayLike<number>[] = [];
  for (let i = 0; i < size; i++) rows.push(await product(new Float32Array(size).fill(1, i, i + 1)));
  // Rounding makes the matrix slightly asymmetric.
  const matrix = rows.map((row, i) => Float64Array.from(row, (value, j) => (value + rows[j]![i]!) / 2));
  const { loss, gradient } = slope();
  return {
    update,
    loss: await loss.item(),
    gradient: await gradient.item(),
    eigenvalues: [...eigenSymmetric(matrix).values],
  };
}
