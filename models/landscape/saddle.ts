/** The saddle at 0 of both networks, and the Hessian there in closed form. */
import { Tensor, eigenSymmetric, hessianOperator } from "hebb";
import type { Point } from "../figure.ts";
import type { Digits } from "./digits.ts";
import { LinearNetwork, type Network } from "./model.ts";

/** Examples of y = x with E[x²] = E[xy] = 1, so that L = ½ (1 - w₁ w₂)², whose minima are the points with w₁ w₂ = 1. */
export const pairs = { x: [1, -1], y: [1, -1] } as const;

/** Inputs and targets. */
export interface Pairs {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/**
 * Returns ∂²L = [[w₂² E[x²], 2 w₁ w₂ E[x²] - E[xy]], [2 w₁ w₂ E[x²] - E[xy], w₁² E[x²]]]. At 0 it is [[0, -E[xy]],
 * [-E[xy], 0]], with the eigenvalues ∓E[xy] along (1, 1) and (1, -1), so the saddle at 0 is strict if x and y are
 * correlated.
 */
export function hessianByHand([w1, w2]: Point, { x, y }: Pairs = pairs): number[][] {
  const xx = x.reduce((sum, value) => sum + value ** 2, 0) / x.length;
  const xy = x.reduce((sum, value, i) => sum + value * y[i]!, 0) / x.length;
  const mixed = 2 * w1 * w2 * xx - xy;
  return [
    [w2 ** 2 * xx, mixed],
    [mixed, w1 ** 2 * xx],
  ];
}

/** Returns the same matrix by autodiff. */
export async function hessianAt(point: Point, { x, y }: Pairs = pairs): Promise<Float64Array[]> {
  const network = new LinearNetwork([point]);
  const [inputs, targets] = [x, y].map((values) => Tensor.from([...values], [values.length, 1])) as [Tensor, Tensor];
  return hessianOperator(() => network.losses(inputs, targets).sum(), network).matrix();
}

/**
 * Scales all weights by a factor, and sets the output biases to the log frequencies of the digits. With the factor 0,
 * this is a stationary point: the weights of each layer have no effect, because those of the other layer are 0.
 */
export async function moveToSaddle({ hidden, output }: Network, digits: Digits, factor = 0): Promise<void> {
  for (const { weight } of [hidden, output]) await weight.set((await weight.array()).map((value) => factor * value));
  await hidden.bias!.set(new Float32Array(hidden.bias!.shape[0]!));
  await output.bias!.set(shares(digits).map(Math.log));
}

/**
 * Returns all eigenvalues of the Hessian at the saddle in ascending order. The block between hidden weights and output
 * weights is C = E[(p - y) xᵀ] for each hidden unit, with the frequencies p of the digits and one-hot y. The block of
 * the output biases is diag(p) - p pᵀ, and all other blocks are 0. So each singular value σ of C contributes the
 * eigenvalues -σ and σ, once for each hidden unit.
 */
export function saddleSpectrum(digits: Digits, hidden: number): Float64Array {
  const [pixels, labels] = digits.fields.map(({ data }) => data);
  const inputs = digits.fields[0]!.shape[1]!;
  const p = shares(digits);
  const c = p.map(() => new Float64Array(inputs));
  labels!.forEach((label, i) => {
    for (const [k, row] of c.entries()) {
      const factor = (p[k]! - Number(k === label)) / digits.length;
      for (let j = 0; j < inputs; j++) row[j]! += factor * pixels![i * inputs + j]!;
    }
  });
  const squares = c.map((a) => c.map((b) => a.reduce((sum, value, j) => sum + value * b[j]!, 0)));
  const sigmas = [...eigenSymmetric(squares).values].map((square) => Math.sqrt(Math.max(0, square)));
  const biases = eigenSymmetric(p.map((a, i) => p.map((b, j) => (i === j ? a : 0) - a * b))).values;
  const paired = Array.from({ length: hidden }, () => sigmas.flatMap((sigma) => [-sigma, sigma])).flat();
  // Eigenvalues of the hidden biases, and of the input directions in the null space of C.
  const rest = Array<number>(hidden * (inputs + 1 - p.length)).fill(0);
  return Float64Array.from([...paired, ...biases, ...rest]).sort();
}

function shares(digits: Digits): number[] {
  const counts = Array<number>(10).fill(0);
  digits.fields[1]!.data.forEach((label) => counts[label]!++);
  return counts.map((count) => count / digits.length);
}
