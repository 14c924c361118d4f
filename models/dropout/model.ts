/** A classifier whose units are dropped at random while it learns (Srivastava et al., 2014). */
import { Dropout, Linear, Module, type Tensor } from "hebb";

export interface Probabilities {
  /** The share of pixels that is dropped. */
  readonly input: number;
  /** The share of hidden units that is dropped, in both layers. */
  readonly hidden: number;
}

export interface ClassifierOptions extends Probabilities {
  /** Of each hidden layer. */
  readonly units: number;
}

/**
 * While it learns, each use is a network of its own, thinned by a mask for every example:
 *
 *   h = f(W (m ⊙ x) / (1 - p) + b),  m_i = 0 with probability p, else 1
 *
 * Elsewhere h = f(W x + b): what a unit is to receive stays the same in the mean, so that the weights need no scaling. In
 * the textbook p is the probability to keep a unit, and the test multiplies by it; the ratio of both is the same.
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

  /** Images, u8 [n, 784] -> logits of the ten digits, [n, 10]. */
  forward(images: Tensor): Tensor {
    const x = images.cast("f32").div(255);
    const first = this.first.forward(this.dropInput.forward(x)).relu();
    const second = this.second.forward(this.dropFirst.forward(first)).relu();
    return this.output.forward(this.dropSecond.forward(second));
  }
}
