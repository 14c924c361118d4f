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
 * recurrent network. With r = 0 the candidate depends on x_t alone; the state does so only if z = 0 as well.
 */
import { Embedding, Linear, Module, RNN, type Tensor, full, scan, zeros } from "hebb";
import { outputsOf } from "../shared/layers.ts";

/** Fixed values of gates: one for all units, or one for each, [hidden]. Default: the gate is learned. */
export interface FixedGates {
  readonly z?: number | Tensor;
  readonly r?: number | Tensor;
}

/** A layer of gated recurrent units. */
export class GatedRecurrentUnit extends Module {
  /** W_z, W_r and W_h with their biases, concatenated. */
  readonly input: Linear;
  /** U_z and U_r, concatenated. */
  readonly gates: Linear;
  readonly candidate: Linear;
  readonly #fixed: FixedGates;
  readonly #hidden: number;

  constructor(inputs: number, hidden: number, fixed: FixedGates = {}) {
    super();
    this.input = new Linear(inputs, 3 * hidden);
    this.gates = new Linear(hidden, 2 * hidden, { bias: false });
    this.candidate = new Linear(hidden, hidden, { bias: false });
    this.#fixed = fixed;
    this.#hidden = hidden;
  }

  /** Maps x [batch, time, inputs] to states [batch, time, hidden]. Names z and r for `observe`. */
  forward(x: Tensor, { z: fixedZ, r: fixedR }: FixedGates = this.#fixed): Tensor {
    const step = (h: Tensor, projected: Tensor) => {
      const [xz, xr, xh] = projected.chunk(3, -1) as [Tensor, Tensor, Tensor];
      const [hz, hr] = this.gates.forward(h).chunk(2, -1) as [Tensor, Tensor];
      const z = gate(xz.add(hz), fixedZ).named("z");
      const r = gate(xr.add(hr), fixedR).named("r");
      const candidate = xh.add(this.candidate.forward(r.mul(h))).tanh();
      const next = z.mul(h).add(z.rsub(1).mul(candidate));
      return [next, next] as const;
    };
    const rest = zeros([x.shape[0]!, this.#hidden]);
    const [, states] = scan(step, rest, this.input.forward(x.transpose(0, 1)));
    return states.transpose(0, 1);
  }
}

/** The gate of a sum, or its fixed value. */
function gate(sum: Tensor, fixed: number | Tensor | undefined): Tensor {
  if (fixed === undefined) return sum.sigmoid();
  return typeof fixed === "number" ? full(sum.shape, fixed) : zeros(sum.shape).add(fixed);
}

/** Reads digits and classifies the sum of the first two (DigitSum). */
export class SumReader extends Module {
  readonly digits = new Embedding(10, 32);
  readonly recurrent: GatedRecurrentUnit;
  readonly sum = new Linear(64, 19);

  constructor(fixed: FixedGates = {}) {
    super();
    this.recurrent = new GatedRecurrentUnit(32, 64, fixed);
  }

  /** Maps digits u8 [batch, time] to logits of the sums 0 to 18, [batch, 19]. */
  forward(digits: Tensor): Tensor {
    const states = this.recurrent.forward(this.digits.forward(digits));
    return this.sum.forward(states.slice(null, [-1, states.shape[1]!]).squeeze(1));
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

  /** Maps past values f32 [batch, time, columns] to the following values, [batch, steps]. A GRU may have fixed gates. */
  forward(past: Tensor, fixed?: FixedGates): Tensor {
    const last = past.slice(null, [-1, past.shape[1]!]);
    const { recurrent } = this;
    const changes = past.sub(last);
    const states = recurrent instanceof RNN ? outputsOf(recurrent.forward(changes)) : recurrent.forward(changes, fixed);
    const change = this.output.forward(states.slice(null, [-1, past.shape[1]!]).squeeze(1));
    return change.add(last.slice(null, null, [this.#column, this.#column + 1]).squeeze(1));
  }
}
