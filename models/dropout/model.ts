/** A classifier with dropout (Srivastava et al., 2014). */
import { Dropout, Linear, Module, type Tensor } from "hebb";

/** Dropout rates. */
export interface Probabilities {
  /** Fraction of pixels that are dropped. */
  readonly input: number;
  /** Fraction of hidden units that are dropped, in both layers. */
  readonly hidden: number;
}

/** Options of a Classifier. */
export interface ClassifierOptions extends Probabilities {
  /** Size of each hidden layer. */
  readonly units: number;
}

/**
 * A network with two hidden layers and dropout. In training, a mask for every example thins the network:
 *
 * ```
 * h = f(W (m ⊙ x) / (1 - p) + b),  m_i = 0 with probability p, else 1
 * ```
 *
 * Otherwise h = f(W x + b). The expected input of a unit is the same in both cases, so the weights need no scaling. In
 * the textbook, p is the probability of keeping a unit, and the outputs are multiplied by p at test time; the two forms
 * are equivalent.
 */
export class Classifier extends Module {
  readonly dropInput: Dropout;
  readonly first: Linear;
  readonly dropFirst: Dropout;
  readonly second: Linear;
  readonly dropSecond: Dropout;
  readonly output: Linear;

  constructor({ units, input, hidden }: ClassifierOptions) {
    super();
    this.dropInput = new Dropout(input);
    this.first = new Linear(784, units);
    this.dropFirst = new Dropout(hidden);
    this.second = new Linear(units, units);
    this.dropSecond = new Dropout(hidden);
    this.output = new Linear(units, 10);
  }

  /** Maps images u8 [n, 784] to logits of the ten digits, [n, 10]. */
  forward(images: Tensor): Tensor {
    const x = images.cast("f32").div(255);
    const first = this.first.forward(this.dropInput.forward(x)).relu();
    const second = this.second.forward(this.dropFirst.forward(first)).relu();
    return this.output.forward(this.dropSecond.forward(second));
  }
}
