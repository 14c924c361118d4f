/** The rival of the machine: an LSTM without an external memory. */
import { LSTM, Linear, Module, type Tensor } from "hebb";

export class Rival extends Module {
  static override readonly name: string = "Rival";
  readonly lstm: LSTM;
  readonly output: Linear;

  constructor(inputs: number, hidden: number, outputs: number) {
    super();
    this.lstm = new LSTM(inputs, hidden);
    this.output = new Linear(hidden, outputs);
  }

  /** Maps inputs f32 [batch, time, inputs] to the logits of the output bits, [batch, time, outputs]. */
  forward(x: Tensor): Tensor {
    return this.output.forward(this.lstm.forward(x).outputs);
  }
}

/** Returns the number of parameters of a rival. */
const parametersOf = (inputs: number, hidden: number, outputs: number): number =>
  4 * hidden * (inputs + hidden + 2) + outputs * (hidden + 1);

/** Returns the number of hidden units with which a rival has at least this many parameters. */
export function hiddenFor(parameters: number, inputs: number, outputs: number): number {
  let hidden = 1;
  while (parametersOf(inputs, hidden, outputs) < parameters) hidden++;
  return hidden;
}
