/**
 * A chain of 20 equal layers, h_l = f(W_l h_{l-1}), deep enough to show what becomes of values on their way up and of
 * gradients on their way down.
 */
import { type Initializer, Linear, Module, type Tensor, initializers } from "hebb";

export type Activation = "relu" | "tanh";

export interface ChainOptions {
  readonly activation: Activation;
  /** Of all weights; biases are 0 at first. */
  readonly weight: Initializer;
  /** Default 20. */
  readonly depth?: number;
  readonly width: number;
}

// Of the training pixels, as fractions of full ink.
const mean = 0.1307;
const deviation = 0.3081;

export class Chain extends Module {
  readonly hidden: readonly Linear[];
  readonly output: Linear;
  readonly activation: Activation;

  constructor({ activation, weight, depth = 20, width }: ChainOptions) {
    super();
    const options = { weight, bias: initializers.zeros() };
    this.hidden = Array.from({ length: depth }, (_, l) => new Linear(l === 0 ? 784 : width, width, options));
    this.output = new Linear(width, 10, options);
    this.activation = activation;
  }

  /** h_0, the pixels with mean 0 and deviation 1, then h_1 to h_L. */
  values(images: Tensor): Tensor[] {
    const pixels = images
      .cast("f32")
      .sub(255 * mean)
      .div(255 * deviation);
    const values = [pixels];
    for (const layer of this.hidden) values.push(layer.forward(values.at(-1)!)[this.activation]());
    return values;
  }

  /** Images, u8 [n, 784] -> logits, [n, 10]. */
  forward(images: Tensor): Tensor {
    return this.output.forward(this.values(images).at(-1)!);
  }
}
