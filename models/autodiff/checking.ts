/** Both modes against central differences in f64, to second order. */
import { Tensor, grad, gradCheck, hvp, jvp, reference } from "hebb";
import type { Case } from "./cases.ts";

/** The largest deviation from differences, relative (absolute below 1). */
export interface Deviations {
  /** Reverse mode: every element of the gradient, and of the gradient of the gradient in a fixed direction. */
  readonly reverse: number;
  /** Forward mode: the derivative in a fixed direction. */
  readonly forward: number;
  /** Forward over reverse: the Hessian matrix times a fixed direction. */
  readonly mixed: number;
}

export async function deviationsOf({ f, inputs }: Case): Promise<Deviations> {
  const { error: reverse } = await gradCheck(f, inputs, { order: 2, tolerance: Infinity });
  const directions = inputs.map(({ shape }, i) => fixed(shape, i));
  const [, tangent] = jvp(f, inputs, directions);
  const forward = await deviation([tangent], inputs, directions, (...moved) => [f(...moved)]);
  const scalar = (...given: Tensor[]) => weighted(f(...given));
  const products = hvp(scalar, inputs, directions);
  const mixed = await deviation(products, inputs, directions, (...moved) => grad(scalar(...moved), moved));
  return { reverse, forward, mixed };
}

export function largest({ reverse, forward, mixed }: Deviations): number {
  return Math.max(reverse, forward, mixed);
}

/** Numbers of no special relation to each other. */
function fixed(shape: readonly number[], seed: number): Tensor {
  const count = shape.reduce((product, length) => product * length, 1);
  return Tensor.from(
    Float32Array.from({ length: count }, (_, i) => Math.cos(1 + 2 * i + seed)),
    shape,
  );
}

/** A scalar that depends on every element. */
function weighted(y: Tensor): Tensor {
  return y.mul(fixed(y.shape, 0)).sum();
}

/** How far `derivatives` are from (g(x + h v) - g(x - h v)) / 2h. */
async function deviation(
  derivatives: readonly Tensor[],
  inputs: readonly Tensor[],
  directions: readonly Tensor[],
  g: (...inputs: Tensor[]) => readonly Tensor[],
): Promise<number> {
  // The cube root of f64's precision: with it, rounding and the rest of the Taylor series are about equal.
  const h = 6e-6;
  const moved = (by: number) => inputs.map((input, i) => input.add(directions[i]!.mul(by)));
  const count = derivatives.length;
  const values = await reference(...derivatives, ...g(...moved(h)), ...g(...moved(-h)));
  let worst = 0;
  for (let k = 0; k < count; k++) {
    const [found, above, below] = [values[k]!, values[count + k]!, values[2 * count + k]!];
    found.forEach((value, i) => {
      const difference = (above[i]! - below[i]!) / (2 * h);
      const error = Math.abs(value - difference) / Math.max(1, Math.abs(value), Math.abs(difference));
      // Written so that NaN counts as worst.
      if (!(error <= worst)) worst = error;
    });
  }
  return worst;
}
