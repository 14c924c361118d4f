/** The simple recurrent network along sequences. */
import type { Tensor } from "../tensor/index.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";
import { RNNCell, type RNNCellOptions, rnnCellKinds } from "./rnn-cell.ts";

export interface RNNOptions extends RecurrentOptions, RNNCellOptions {}

/**
 * RNNCell along [batch, time, inputs] (Elman, 1990): forward returns `outputs` [batch, time, hidden] and `state`, the last
 * h [batch, hidden] of each layer and direction. The batch comes first, as with PyTorch's batch_first=True.
 */
export class RNN extends Recurrent<Tensor> {
  static override readonly name: string = "RNN";
  constructor(inputs: number, hidden: number, options: RNNOptions = {}) {
    super("RNN", inputs, hidden, options, (width, options) => new RNNCell(width, hidden, options), rnnCellKinds);
  }
}
