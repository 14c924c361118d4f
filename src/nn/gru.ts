/** Gated recurrent unit (GRU) over sequences. */
import type { Tensor } from "../tensor/index.ts";
import { GRUCell } from "./gru-cell.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";

/**
 * Gated recurrent unit over sequences: runs a `GRUCell` along [batch, time, inputs] (Cho et al., 2014). `forward`
 * returns `outputs` [batch, time, hidden] and `state`, the final hidden state [batch, hidden] of each layer and
 * direction. The batch is axis 0, as with batch_first=True in PyTorch. Throws an ArgumentError if a size or an option
 * is out of range.
 */
export class GRU extends Recurrent<Tensor> {
  static override readonly name: string = "GRU";
  constructor(inputs: number, hidden: number, options: RecurrentOptions = {}) {
    super("GRU", inputs, hidden, options, (width, options) => new GRUCell(width, hidden, options));
  }
}
