/** Compares both modes with central differences in f64, up to second order. */
import { Tensor, grad, gradCheck, hvp, jvp, reference } from "hebb";
import type { Case } from "./cases.ts";

/** Largest deviations from finite differences, relative (absolute for values below 1). */
export interface Deviations {
  /** Reverse mode: the gradient, and the gradient of its product with a fixed direction. */
  readonly reverse: number;
  /** Forward mode: the derivative in a fixed direction. */
  readonly forward: number;
  /** Forward over reverse: the product of the Hessian and a fixed direction. */
  readonly mixed: number;
}

/** Measures the deviations of all modes for one case. */
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

/** Returns the largest of the three deviations. */
export function largest({ reverse, forward, mixed }: Deviations): number {
  return Math.max(reverse, forward, mixed);
}

/** Returns fixed values without a simple relation to one another. */
function fixed(shape: readonly number[], seed: number): Tensor {
  const count = shape.reduce((product, length) => product * length, 1);
  return Tensor.from(
    Float32Array.from({ length: count }, (_, i) => Math.cos(1 + 2 * i + seed)),
    shape,
  );
}

/** Returns a scalar that depends on every element of `y`. */
function weighted(y: Tensor): Tensor {
  return y.mul(fixed(y.shape, 0)).sum();
}

/** Returns the largest deviation of `derivatives` from (g(x + h v) - g(x - h v)) / 2h. */
async function deviation(
  derivatives: readonly Tensor[],
  inputs: readonly Tensor[],
  directions: readonly Tensor[],
  g: (...inputs: Tensor[]) => readonly Tensor[],
): Promise<number> {
  // The cube root of f64's precision balances the rounding error and the remainder of the Taylor series.
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
      // Written so that NaN counts as the largest deviation.
      if (!(error <= worst)) worst = error;
    });
  }
  return worst;
}
