/** One step of the simple recurrent network (Elman, 1990). */
import type { Tensor } from "../tensor/index.ts";
import { tanh } from "./activations.ts";
import { RecurrentCell, type RecurrentCellOptions, cellKinds } from "./recurrent-cell.ts";
import { type Layer, applyLayer } from "./sequential.ts";

export interface RNNCellOptions extends RecurrentCellOptions {
  /** Default: tanh. */
  readonly activation?: Layer;
}

export const rnnCellKinds = { ...cellKinds, activation: "function module" } as const;

/**
 * activation(weightIh x + biasIh + weightHh h + biasHh): forward takes x [batch, inputs] and h [batch, hidden], zeros
 * unless given, and returns the next h.
 */
export class RNNCell extends RecurrentCell<Tensor> {
  static override readonly name: string = "RNNCell";
  readonly stateParts = 1;
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
