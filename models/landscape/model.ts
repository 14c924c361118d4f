/**
 * Two networks that have a saddle at 0: y = w₂ w₁ x, where everything can be written down, and one that reads small
 * digits. Both are a product of weights near 0, since tanh z is z there.
 */
import { Linear, Module, Param, Tensor, initializers, tanh } from "hebb";
import type { Point } from "../figure.ts";

/** One hidden layer, of tanh: it is smooth, so that the loss has second derivatives everywhere. */
export class Network extends Module {
  readonly hidden: Linear;
  readonly output: Linear;

  constructor(inputs: number, hidden: number) {
    super();
    const options = { weight: initializers.xavierUniform(), bias: initializers.zeros() };
    this.hidden = new Linear(inputs, hidden, options);
    this.output = new Linear(hidden, 10, options);
  }

  /** [n, inputs] -> logits, [n, 10]. */
  forward(x: Tensor): Tensor {
    return this.output.forward(tanh(this.hidden.forward(x)));
  }
}

/** y = w₂ w₁ x without an activation; as many of them side by side as there are starts, none of which knows the others. */
export class LinearNetwork extends Module {
  readonly w1: Param;
  readonly w2: Param;

  constructor(starts: readonly Point[]) {
    super();
    this.w1 = new Param([starts.length], () => Tensor.from(starts.map(([w1]) => w1)));
    this.w2 = new Param([starts.length], () => Tensor.from(starts.map(([, w2]) => w2)));
  }

  /** [n, 1] -> [n, starts]. */
  forward(x: Tensor): Tensor {
    return x.mul(this.w1).mul(this.w2);
  }

  /** L = ½ (y - w₂ w₁ x)², the mean over the examples x and y, [n, 1]: one for each of them, [starts]. */
  losses(x: Tensor, y: Tensor): Tensor {
    return this.forward(x).sub(y).square().mean(0).div(2);
  }
}
