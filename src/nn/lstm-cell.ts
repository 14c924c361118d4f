/** One time step of long short-term memory (LSTM). */
import type { Tensor } from "../tensor/index.ts";
import { RecurrentCell, type RecurrentCellOptions } from "./recurrent-cell.ts";

/** State of an LSTM. */
export interface LSTMState {
  /** Hidden state, [batch, hidden], which is also the output. PyTorch's h. */
  readonly hidden: Tensor;
  /** Cell state, [batch, hidden]. PyTorch's c. */
  readonly cell: Tensor;
}

/**
 * Long short-term memory, one time step: x [batch, inputs] and a state { hidden, cell } -> the next state, each
 * [batch, hidden] (Hochreiter and Schmidhuber, 1997; Gers et al., 2000). The default state is 0.
 *
 * The new cell state is cell' = f cell + i g, the new hidden state is hidden' = o tanh(cell'). The gates are computed
 * from weightIh x + biasIh + weightHh hidden + biasHh, which contains the parts of i, f, g and o in this order. The
 * candidate g is a tanh; the others are sigmoids. `observe` shows the gates as inputGate, forgetGate, candidate and
 * outputGate.
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
