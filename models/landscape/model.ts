/**
 * Two networks with a saddle at 0: y = w₂ w₁ x, for which everything has a closed form, and a classifier of small
 * digits. For weights near 0 both are products of weights, because tanh z ≈ z.
 */
import { Linear, Module, Param, Tensor, initializers, tanh } from "hebb";
import type { Point } from "../figure.ts";

/** A classifier with one hidden layer of tanh units, so that the loss has second derivatives everywhere. */
export class Network extends Module {
  readonly hidden: Linear;
  readonly output: Linear;

  constructor(inputs: number, hidden: number) {
    super();
    const options = { weight: initializers.xavierUniform(), bias: initializers.zeros() };
    this.hidden = new Linear(inputs, hidden, options);
    this.output = new Linear(hidden, 10, options);
  }

  /** Maps [n, inputs] to logits [n, 10]. */
  forward(x: Tensor): Tensor {
    return this.output.forward(tanh(this.hidden.forward(x)));
  }
}

/** The linear network y = w₂ w₁ x, with an independent copy for each start. */
export class LinearNetwork extends Module {
  readonly w1: Param;
  readonly w2: Param;

  constructor(starts: readonly Point[]) {
    super();
    this.w1 = new Param([starts.length], () => Tensor.from(starts.map(([w1]) => w1)));
    this.w2 = new Param([starts.length], () => Tensor.from(starts.map(([, w2]) => w2)));
  }

  /** Maps [n, 1] to [n, starts]. */
  forward(x: Tensor): Tensor {
    return x.mul(this.w1).mul(this.w2);
  }

  /** Returns the loss L = ½ (y - w₂ w₁ x)² of each copy, [starts]: the mean over the examples x and y, [n, 1]. */
  losses(x: Tensor, y: Tensor): Tensor {
    return this.forward(x).sub(y).square().mean(0).div(2);
  }
}
