/**
 * Four kinds of recurrence: additive without and with a dependence on the previous state, GRU and LSTM. Each is a layer
 * [batch, time, inputs] -> [batch, time, hidden] followed by a linear output layer.
 */
import { GRU, LSTM, Linear, Module, type Tensor, scan, zeros } from "hebb";
import { openForgetGates } from "../shared/forget-bias.ts";
import { outputsOf } from "../shared/layers.ts";

export const kinds = ["linear", "additive", "GRU", "LSTM"] as const;
export type Kind = (typeof kinds)[number];

/** Names in progress and figures, the same in all languages. */
export const formulas: Readonly<Record<Kind | "positive", string>> = {
  linear: "h + g(x)",
  additive: "h + g(x, h)",
  positive: "h + σ(x, h)",
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

/**
 * h_t = h_{t-1} + g(x_t, h_{t-1}) with g = f(U h + W x + b): the update depends on the state. `observe` shows g as
 * update.
 */
class AdditiveRecurrence extends Module {
  readonly input: Linear;
  readonly recurrent: Linear;
  readonly activation: "tanh" | "sigmoid";

  constructor(inputs: number, hidden: number, activation: "tanh" | "sigmoid") {
    super();
    this.input = new Linear(inputs, hidden);
    this.recurrent = new Linear(hidden, hidden, { bias: false });
    this.activation = activation;
  }

  forward(x: Tensor): Tensor {
    return alongTime(this.input.forward(x), (h, projected) => {
      const z = projected.add(this.recurrent.forward(h));
      const update = this.activation === "tanh" ? z.tanh() : z.sigmoid();
      return h.add(update.named("update"));
    });
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

/** Recurrences that only experiments train: g is a logistic function, or the output layer has a hidden layer. */
export type Variant = Kind | "positive" | "linear, hidden layer";

/** A recurrence with `hidden` units and an output layer, which is linear for all kinds. */
export class Reader extends Module {
  readonly recurrence: LinearRecurrence | AdditiveRecurrence | GRU | LSTM;
  /** Hidden layer of the output, or null. */
  readonly between: Linear | null;
  readonly output: Linear;

  constructor(kind: Variant, sizes: { readonly inputs: number; readonly hidden: number; readonly outputs: number }) {
    super();
    const { inputs, hidden, outputs } = sizes;
    this.recurrence = recurrenceOf(kind, inputs, hidden);
    this.between = kind === "linear, hidden layer" ? new Linear(hidden, hidden) : null;
    this.output = new Linear(hidden, outputs);
  }

  /** Maps f32 [batch, time, inputs] to [batch, time, outputs]. */
  forward(x: Tensor): Tensor {
    const states = this.states(x);
    return this.output.forward(this.between === null ? states : this.between.forward(states).relu());
  }

  /** Returns the states, [batch, time, hidden]. */
  states(x: Tensor): Tensor {
    return outputsOf(this.recurrence.forward(x));
  }
}

function recurrenceOf(kind: Variant, inputs: number, hidden: number): Reader["recurrence"] {
  switch (kind) {
    case "linear":
    case "linear, hidden layer":
      return new LinearRecurrence(inputs, hidden);
    case "additive":
      return new AdditiveRecurrence(inputs, hidden, "tanh");
    case "positive":
      return new AdditiveRecurrence(inputs, hidden, "sigmoid");
    case "GRU":
      return new GRU(inputs, hidden);
    case "LSTM":
      return new LSTM(inputs, hidden, { bias: openForgetGates });
  }
}
