/**
 * The decoder of translation in place of the pointer: it sums the inputs by their attention weights, and a classifier
 * names the position. The rest of the network is that of `PointerNetwork`.
 */
import { ArgumentError, Linear, type Tensor, attention, concat, where } from "hebb";
import { type Encoded, PointerNetwork, type PointerNetworkOptions } from "./model.ts";

/** Options of a `SummingNetwork`. */
export interface SummingNetworkOptions extends PointerNetworkOptions {
  /** Largest number of inputs; the classifier has a class for each position, and one for the end. */
  readonly longest: number;
}

export class SummingNetwork extends PointerNetwork {
  readonly output: Linear;

  constructor({ longest, ...options }: SummingNetworkOptions) {
    super(options);
    this.output = new Linear(4 * options.hidden, longest + 1);
  }

  /** Throws an ArgumentError for more inputs than the classifier has classes for. */
  override logits(decoded: Tensor, { states, present }: Encoded): Tensor {
    const [choices, classes] = [states.shape[1]!, this.output.weight.shape[0]!];
    if (choices > classes) {
      throw new ArgumentError(`a classifier of ${classes - 1} positions was given ${choices - 1} inputs`, {
        fix: "Train it with longer inputs, or use a pointer network.",
      });
    }
    const summed = attention(decoded, states, states, { score: this.score, mask: present });
    const logits = this.output.forward(concat([decoded, summed], -1)).slice(null, null, [0, choices]);
    return where(present, logits, -Infinity);
  }
}
