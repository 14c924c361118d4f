/** Long short-term memory along sequences. */
import { LSTMCell, type LSTMState } from "./lstm-cell.ts";
import { Recurrent, type RecurrentOptions } from "./recurrent.ts";

/**
 * LSTMCell along [batch, time, inputs] (Hochreiter and Schmidhuber, 1997): forward returns `outputs` [batch, time, hidden]
 * and `state`, the last { hidden, cell } of each layer and direction. The batch comes first, as with PyTorch's
 * batch_first=True.
 */
export class LSTM extends Recurrent<LSTMState> {
  static override readonly name: string = "LSTM";
  constructor(inputs: number, hidden: number, options: RecurrentOptions = {}) {
    super("LSTM", inputs, hidden, options, (width, options) => new LSTMCell(width, hidden, options));
  }
}
