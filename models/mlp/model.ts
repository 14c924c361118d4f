/** The multilayer perceptron: two hidden layers of relu units. */
import { Linear, Module, type Tensor } from "hebb";

// Mean and standard deviation of the training pixels, relative to full ink. LeCun et al. (1998) also normalize to mean
// 0 and standard deviation 1.
const mean = 0.1307;
const std = 0.3081;

export interface MLPOptions {
  /** Number of units in each hidden layer. Default 512. */
  readonly hidden?: number;
}

/** A classifier of digits. */
export class MLP extends Module {
  readonly hidden1: Linear;
  readonly hidden2: Linear;
  readonly output: Linear;

  constructor({ hidden = 512 }: MLPOptions = {}) {
    super();
    this.hidden1 = new Linear(784, hidden);
    this.hidden2 = new Linear(hidden, hidden);
    this.output = new Linear(hidden, 10);
  }

  /** Maps images u8 [n, 784] to logits of the ten digits, [n, 10]. */
  forward(images: Tensor): Tensor {
    const pixels = images
      .cast("f32")
      .sub(255 * mean)
      .div(255 * std);
    const hidden = this.hidden2.forward(this.hidden1.forward(pixels).relu()).relu();
    return this.output.forward(hidden);
  }
}
