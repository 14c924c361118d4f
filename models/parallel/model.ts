/**
 * minGRU (Feng et al., Were RNNs all we needed?, 2024): a gated recurrent unit whose gate and candidate do not read the
 * state.
 *
 * ```
 * z_t = σ(W_z x_t + b_z)                 update gate
 * h̃_t = W_h x_t + b_h                    candidate
 * h_t = (1 - z_t) ⊙ h_{t-1} + z_t ⊙ h̃_t
 * ```
 *
 * The recurrence is linear in h, and its coefficients are known for all t at once. In the GRU, both depend on U
 * h_{t-1}, so its products with U must be computed one after another.
 */
import { Linear, Module, type Tensor } from "hebb";
import { byLoop, byScan } from "./recurrence.ts";

/** Options of a MinGRU. */
export interface MinGRUOptions {
  /** Method to compute the states. Default "scan". */
  readonly by?: "scan" | "loop";
  /**
   * Multiplies the state by 1 - 2 z_t, between -1 and 1, instead of 1 - z_t, so that its sign can change (Grazzi et
   * al., Unlocking state-tracking in linear RNNs through negative eigenvalues, 2024). Default false.
   */
  readonly signed?: boolean;
}

/** A layer of minGRU units. */
export class MinGRU extends Module {
  /** W_z and b_z. */
  readonly gate: Linear;
  /** W_h and b_h. */
  readonly candidate: Linear;
  readonly #recurrence: typeof byScan;
  readonly #signed: boolean;

  constructor(inputs: number, hidden: number, { by = "scan", signed = false }: MinGRUOptions = {}) {
    super();
    this.gate = new Linear(inputs, hidden);
    this.candidate = new Linear(inputs, hidden);
    this.#recurrence = by === "scan" ? byScan : byLoop;
    this.#signed = signed;
  }

  /** Maps x [batch, time, inputs] to states [batch, time, hidden]. */
  forward(x: Tensor): Tensor {
    const steps = x.transpose(0, 1);
    const z = this.gate.forward(steps).sigmoid();
    const candidate = this.candidate.forward(steps);
    const kept = z.mul(this.#signed ? 2 : 1).rsub(1);
    return this.#recurrence(kept, z.mul(candidate)).transpose(0, 1);
  }
}
