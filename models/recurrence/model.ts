/**
 * Four kinds of recurrence: additive without and with a dependence on the previous state, GRU and LSTM. Each is a layer
 * [batch, time, inputs] -> [batch, time, hidden] followed by a linear output layer.
 */
import { GRU, LSTM, Linear, Module, type Tensor, scan, zeros } from "hebb";
import { openForgetGates } from "../shared/forget-bias.ts";
import { outputsOf } from "../shared/layers.ts";

export const kinds = ["linear", "additive", "GRU", "LSTM"] as const;
export type Kind = (typeof kinds)[number];

/** Display names. */
export const formulas: Readonly<Record<Kind, string>> = {
  linear: "h + g(x)",
  additive: "h + g(x, h)",
  GRU: "GRU",
  LSTM: "LSTM",
};

/** h_t = h_{t-1} + g(x_t) with g(x) = W x + b: gradients neither vanish nor explode, and the state is a running sum. */
class LinearRecurrence extends Module {
  readonly input: Linear;

  constructor(inputs: number, hidden: number) {
    super();
    this.input = new Linear(inputs, hidden);
  }

  forward(x: Tensor): Tensor {
    return alongTime(this.input.forward(x), (h, g) => h.add(g));
  }
}

/** h_t = h_{t-1} + g(x_t, h_{t-1}) with g = tanh(U h + W x + b): the update depends on the state, which grows. */
class AdditiveRecurrence extends Module {
  readonly input: Linear;
  readonly recurrent: Linear;

  constructor(inputs: number, hidden: number) {
    super();
    this.input = new Linear(inputs, hidden);
    this.recurrent = new Linear(hidden, hidden, { bias: false });
  }

  forward(x: Tensor): Tensor {
    return alongTime(this.input.forward(x), (h, projected) => h.add(projected.add(this.recurrent.forward(h)).tanh()));
  }
}

/** Returns the states h_t = step(h_{t-1}, p_t) with h_0 = 0, for p [batch, time, hidden]. */
function alongTime(projected: Tensor, step: (h: Tensor, p: Tensor) => Tensor): Tensor {
  const [batch, , hidden] = projected.shape as [number, number, number];
  const body = (h: Tensor, p: Tensor) => {
    const next = step(h, p);
    return [next, next] as const;
  };
  const [, states] = scan(body, zeros([batch, hidden]), projected.transpose(0, 1));
  return states.transpose(0, 1);
}

/** A recurrence with `hidden` units and a linear output layer. */
export class Reader extends Module {
  readonly recurrence: LinearRecurrence | AdditiveRecurrence | GRU | LSTM;
  readonly output: Linear;

  constructor(kind: Kind, sizes: { readonly inputs: number; readonly hidden: number; readonly outputs: number }) {
    super();
    const { inputs, hidden, outputs } = sizes;
    const layers = { linear: LinearRecurrence, additive: AdditiveRecurrence, GRU };
    this.recurrence =
      kind === "LSTM" ? new LSTM(inputs, hidden, { bias: openForgetGates }) : new layers[kind](inputs, hidden);
    this.output = new Linear(hidden, outputs);
  }

  /** Maps f32 [batch, time, inputs] to [batch, time, outputs]. */
  forward(x: Tensor): Tensor {
    return this.output.forward(this.states(x));
  }

  /** Returns the states, [batch, time, hidden]. */
  states(x: Tensor): Tensor {
    return outputsOf(this.recurrence.forward(x));
  }
}
