/**
 * Forward and reverse mode in terms of the Jacobian J = ∂f/∂x, [m, n]: one pass of forward mode computes a column, one
 * pass of reverse mode a row. Also a small network whose loss is a function of a single vector, so that either mode can
 * train it.
 */
import { Module, Param, type Tensor, arange, crossEntropy, grad, initializers, jvp, stack } from "hebb";

/** Mode of automatic differentiation. */
export type Mode = "forward" | "reverse";

/** A function Rⁿ → Rᵐ, [n] -> [m], or Rⁿ → R, [n] -> []. */
export type VectorFunction = (x: Tensor) => Tensor;

/** Returns the unit vector e_i of Rⁿ: 1 at i, 0 elsewhere. */
export function unit(n: number, i: number): Tensor {
  return arange(n).equal(i).cast("f32");
}

/** Computes J by columns J e_1, …, J e_n: one forward pass for each input. */
export function jacobianForward(f: VectorFunction, x: Tensor): Tensor {
  const [n] = x.shape as [number];
  const columns = Array.from({ length: n }, (_, i) => jvp(f, [x], [unit(n, i)])[1]);
  return stack(columns, -1);
}

/** Computes J by rows e_1ᵀ J, …, e_mᵀ J: one reverse pass for each output. */
export function jacobianReverse(f: VectorFunction, x: Tensor): Tensor {
  const y = f(x);
  if (y.shape.length === 0) return grad(y, [x])[0];
  const [m] = y.shape as [number];
  const rows = Array.from({ length: m }, (_, j) => grad(y.mul(unit(m, j)).sum(), [x])[0]);
  return stack(rows);
}

/** The gradient of f: Rⁿ → R, [n], by n forward passes or one reverse pass. */
export const gradientBy: Readonly<Record<Mode, (f: VectorFunction, x: Tensor) => Tensor>> = {
  forward: jacobianForward,
  reverse: jacobianReverse,
};

/** A network of tanh units whose weights and biases are all in one vector θ. */
export class VectorNetwork extends Module {
  readonly theta: Param;
  readonly #sizes: readonly number[];

  constructor(sizes: readonly number[]) {
    super();
    this.#sizes = sizes;
    const count = sizes.slice(1).reduce((sum, outputs, l) => sum + outputs * (sizes[l]! + 1), 0);
    this.theta = new Param([count], initializers.normal(0, 0.5));
  }

  forward(x: Tensor): Tensor {
    return this.scores(this.theta, x);
  }

  /** Maps x [n, inputs] to logits [n, classes] with the parameters θ = (W⁽¹⁾, b⁽¹⁾, W⁽²⁾, b⁽²⁾, …). */
  scores(theta: Tensor, x: Tensor): Tensor {
    let [a, at] = [x, 0];
    const last = this.#sizes.length - 1;
    for (let l = 1; l <= last; l++) {
      const [inputs, outputs] = [this.#sizes[l - 1]!, this.#sizes[l]!];
      const weight = theta.slice([at, (at += outputs * inputs)]).reshape([outputs, inputs]);
      const bias = theta.slice([at, (at += outputs)]);
      const z = a.matmul(weight.transpose()).add(bias);
      a = l < last ? z.tanh() : z;
    }
    return a;
  }

  /** Returns the mean cross entropy as a function of θ: Rⁿ → R. */
  loss(x: Tensor, labels: Tensor): VectorFunction {
    return (theta) => crossEntropy(this.scores(theta, x), labels);
  }
}
