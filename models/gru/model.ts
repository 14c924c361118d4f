/**
 * The gated recurrent unit (Cho et al., 2014) written as equations, and a forecaster of time series.
 *
 * ```
 * z_t = σ(W_z x_t + U_z h_{t-1} + b_z)            update gate
 * r_t = σ(W_r x_t + U_r h_{t-1} + b_r)            reset gate
 * h̃_t = tanh(W_h x_t + U_h (r_t ⊙ h_{t-1}) + b_h)  candidate
 * h_t = z_t ⊙ h_{t-1} + (1 - z_t) ⊙ h̃_t
 * ```
 *
 * With z = 1 the state stays unchanged; with z = 0 the candidate replaces it. With z = 0 and r = 1 the unit is a simple
 * recurrent network.
 */
import { Linear, Module, RNN, type Tensor, full, scan, zeros } from "hebb";
import { outputsOf } from "../shared/layers.ts";

/** Options of a GatedRecurrentUnit. */
export interface GatedOptions {
  /** Fixed value of the update gate. Default: it is learned. */
  readonly z?: number;
}

/** A layer of gated recurrent units. */
export class GatedRecurrentUnit extends Module {
  /** W_z, W_r and W_h with their biases, concatenated. */
  readonly input: Linear;
  /** U_z and U_r, concatenated. */
  readonly gates: Linear;
  readonly candidate: Linear;
  readonly #z: number | undefined;
  readonly #hidden: number;

  constructor(inputs: number, hidden: number, { z }: GatedOptions = {}) {
    super();
    this.input = new Linear(inputs, 3 * hidden);
    this.gates = new Linear(hidden, 2 * hidden, { bias: false });
    this.candidate = new Linear(hidden, hidden, { bias: false });
    this.#z = z;
    this.#hidden = hidden;
  }

  /** Maps x [batch, time, inputs] to states [batch, time, hidden]. Names z and r for `observe`. */
  forward(x: Tensor): Tensor {
    const step = (h: Tensor, projected: Tensor) => {
      const [xz, xr, xh] = projected.chunk(3, -1) as [Tensor, Tensor, Tensor];
      const [hz, hr] = this.gates.forward(h).chunk(2, -1) as [Tensor, Tensor];
      const z = (this.#z === undefined ? xz.add(hz).sigmoid() : full(h.shape, this.#z)).named("z");
      const r = xr.add(hr).sigmoid().named("r");
      const candidate = xh.add(this.candidate.forward(r.mul(h))).tanh();
      const next = z.mul(h).add(z.rsub(1).mul(candidate));
      return [next, next] as const;
    };
    const rest = zeros([x.shape[0]!, this.#hidden]);
    const [, states] = scan(step, rest, this.input.forward(x.transpose(0, 1)));
    return states.transpose(0, 1);
  }
}

export type Kind = "GRU" | "SRN";

/** Forecasts a column of a time series as the change from its last known value. */
export class Forecaster extends Module {
  readonly recurrent: GatedRecurrentUnit | RNN;
  readonly output: Linear;
  readonly #column: number;

  /** Creates a forecaster of the next `steps` values of column `column`, from a series with `columns` columns. */
  constructor(kind: Kind, sizes: { columns: number; column: number; hidden: number; steps: number }) {
    super();
    const { columns, column, hidden, steps } = sizes;
    this.recurrent = kind === "GRU" ? new GatedRecurrentUnit(columns, hidden) : new RNN(columns, hidden);
    this.output = new Linear(hidden, steps);
    this.#column = column;
  }

  /** Maps past values f32 [batch, time, columns] to the following values, [batch, steps]. */
  forward(past: Tensor): Tensor {
    const last = past.slice(null, [-1, past.shape[1]!]);
    const states = outputsOf(this.recurrent.forward(past.sub(last)));
    const change = this.output.forward(states.slice(null, [-1, past.shape[1]!]).squeeze(1));
    return change.add(last.slice(null, null, [this.#column, this.#column + 1]).squeeze(1));
  }
}
