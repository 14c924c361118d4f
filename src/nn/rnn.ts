/** Simple recurrent network over sequences. */
import type { Tensor } from "../tensor/index.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";
import { RNNCell, type RNNCellOptions, rnnCellKinds } from "./rnn-cell.ts";

/** Options of `RNN`. */
export interface RNNOptions extends RecurrentOptions, RNNCellOptions {}

/**
 * Simple recurrent network over sequences: runs an `RNNCell` along [batch, time, inputs] (Elman, 1990). `forward`
 * returns `outputs` [batch, time, hidden] and `state`, the final hidden state [batch, hidden] of each layer and
 * direction. The batch is axis 0, as with batch_first=True in PyTorch. Throws an ArgumentError if a size or an option
 * is out of range.
 */
export class RNN extends Recurrent<Tensor> {
  static override readonly name: string = "RNN";
  constructor(inputs: number, hidden: number, options: RNNOptions = {}) {
    super("RNN", inputs, hidden, options, (width, options) => new RNNCell(width, hidden, options), rnnCellKinds);
  }
}
