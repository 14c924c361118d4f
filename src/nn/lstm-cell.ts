/** One step of long short-term memory. */
import type { Tensor } from "../tensor/index.ts";
import { RecurrentCell, type RecurrentCellOptions } from "./recurrent-cell.ts";

/** What an LSTM remembers, each [batch, hidden]. */
export interface LSTMState {
  /** What it put out last. */
  readonly hidden: Tensor;
  /** What is kept from step to step; PyTorch's c. */
  readonly cell: Tensor;
}

/**
 * cell' = f cell + i g and hidden' = o tanh(cell'), of the gates i, f, g and o, whose weights lie in this order: g is a
 * tanh and the others are sigmoids of weightIh x + biasIh + weightHh hidden + biasHh (Hochreiter and Schmidhuber, 1997;
 * Gers et al., 2000). forward takes x [batch, inputs] and a state, zeros unless given, and returns the next state.
 * `observe` sees i, f, g and o as inputGate, forgetGate, candidate and outputGate.
 */
export class LSTMCell extends RecurrentCell<LSTMState> {
  static override readonly name: string = "LSTMCell";
  readonly stateParts = 2;

  constructor(inputs: number, hidden: number, options: RecurrentCellOptions = {}) {
    super("LSTMCell", 4, inputs, hidden, options);
  }

  parts({ hidden, cell }: LSTMState): readonly Tensor[] {
    return [hidden, cell];
  }

  stateOf([hidden, cell]: readonly Tensor[]): LSTMState {
    return { hidden: hidden!, cell: cell! };
  }

  step(projected: Tensor, [, before]: readonly Tensor[], hidden: Tensor): readonly Tensor[] {
    const sums = projected.add(this.recur(hidden)).chunk(4, -1) as [Tensor, Tensor, Tensor, Tensor];
    const input = sums[0].sigmoid().named("inputGate");
    const forget = sums[1].sigmoid().named("forgetGate");
    const proposed = sums[2].tanh().named("candidate");
    const output = sums[3].sigmoid().named("outputGate");
    const cell = forget.mul(before!).add(input.mul(proposed));
    return [output.mul(cell.tanh()), cell];
  }
}
