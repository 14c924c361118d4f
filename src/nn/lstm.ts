/** Long short-term memory (LSTM) over sequences. */
import { LSTMCell, type LSTMState } from "./lstm-cell.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";

/**
 * Long short-term memory over sequences: runs an `LSTMCell` along [batch, time, inputs]
 * (Hochreiter and Schmidhuber, 1997). `forward` returns `outputs` [batch, time, hidden] and `state`, the final
 * { hidden, cell } of each layer and direction. The batch is axis 0, as with batch_first=True in PyTorch. Throws an
 * ArgumentError if a size or an option is out of range.
 */
export class LSTM extends Recurrent<LSTMState> {
  static override readonly name: string = "LSTM";
  constructor(inputs: number, hidden: number, options: RecurrentOptions = {}) {
    super("LSTM", inputs, hidden, options, (width, options) => new LSTMCell(width, hidden, options));
  }
}
