/** The gated recurrent unit along sequences. */
import type { Tensor } from "../tensor/index.ts";
import { GRUCell } from "./gru-cell.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";

/**
 * GRUCell along [batch, time, inputs] (Cho et al., 2014): forward returns `outputs` [batch, time, hidden] and `state`, the
 * last h [batch, hidden] of each layer and direction. The batch comes first, as with PyTorch's batch_first=True.
 */
export class GRU extends Recurrent<Tensor> {
  static override readonly name: string = "GRU";
  constructor(inputs: number, hidden: number, options: RecurrentOptions = {}) {
    super("GRU", inputs, hidden, options, (width, options) => new GRUCell(width, hidden, options));
  }
}
