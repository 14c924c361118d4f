/** The multilayer perceptron: two hidden layers of 512 relu units. */
import { Linear, Module, type Tensor } from "hebb";

// Mean and standard deviation of the training pixels, relative to full ink. LeCun et al. (1998) also normalize to mean
// 0 and standard deviation 1.
const mean = 0.1307;
const std = 0.3081;

/** A classifier of digits. */
export class MLP extends Module {
  readonly hidden1 = new Linear(784, 512);
  readonly hidden2 = new Linear(512, 512);
  readonly output = new Linear(512, 10);

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
