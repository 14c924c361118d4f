/** One time step of a simple recurrent network (Elman, 1990). */
import type { Tensor } from "../tensor/index.ts";
import { tanh } from "./activations.ts";
import { RecurrentCell, type RecurrentCellOptions, cellKinds } from "./recurrent-cell.ts";
import { type Layer, applyLayer } from "./sequential.ts";

/** Options of `RNNCell`. */
export interface RNNCellOptions extends RecurrentCellOptions {
  /** Activation of the hidden state. Default: tanh. */
  readonly activation?: Layer;
}

export const rnnCellKinds = { ...cellKinds, activation: "function module" } as const;

/**
 * Simple recurrent network, one time step: h' = activation(weightIh x + biasIh + weightHh h + biasHh), with x
 * [batch, inputs] and h [batch, hidden] -> h' [batch, hidden] (Elman, 1990). The default state h is 0.
 */
export class RNNCell extends RecurrentCell<Tensor> {
  static override readonly name: string = "RNNCell";
  readonly stateParts = 1;
  /** Activation of the hidden state. */
  readonly activation: Layer;

  constructor(inputs: number, hidden: number, options: RNNCellOptions = {}) {
    super("RNNCell", 1, inputs, hidden, options, rnnCellKinds);
    this.activation = options.activation ?? tanh;
  }

  parts(state: Tensor): readonly Tensor[] {
    return [state];
  }

  stateOf([hidden]: readonly Tensor[]): Tensor {
    return hidden!;
  }

  step(projected: Tensor, _state: readonly Tensor[], hidden: Tensor): readonly Tensor[] {
    return [applyLayer(this.activation, projected.add(this.recur(hidden)))];
  }
}
