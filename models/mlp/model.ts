/** The multilayer perceptron: two hidden layers of 512 rectified units, trained by backpropagation. */
import { Linear, Module, type Tensor } from "hebb";

// Of the training pixels, as fractions of full ink (LeCun et al., 1998, scale to mean 0 and deviation 1 likewise).
const mean = 0.1307;
const deviation = 0.3081;

export class MLP extends Module {
  readonly hidden1 = new Linear(784, 512);
  readonly hidden2 = new Linear(512, 512);
  readonly output = new Linear(512, 10);

  /** Images, u8 [n, 784] -> logits of the ten digits, [n, 10]. */
  forward(images: Tensor): Tensor {
    const pixels = images
      .cast("f32")
      .sub(255 * mean)
      .div(255 * deviation);
    const hidden = this.hidden2.forward(this.hidden1.forward(pixels).relu()).relu();
    return this.output.forward(hidden);
  }
}
