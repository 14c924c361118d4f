/**
 * A chain of 20 equal layers, h_l = f(W_l h_{l-1}), deep enough to show the scale of values in the forward pass and of
 * gradients in the backward pass.
 */
import { type Initializer, Linear, Module, type Tensor, initializers } from "hebb";

export type Activation = "relu" | "tanh";

/** Options of a Chain. */
export interface ChainOptions {
  readonly activation: Activation;
  /** Initializer of all weights; biases start at 0. */
  readonly weight: Initializer;
  /** Number of layers. Default 20. */
  readonly depth?: number;
  readonly width: number;
}

// Mean and standard deviation of the training pixels, relative to full ink.
const mean = 0.1307;
const std = 0.3081;

/** A classifier of digits with many equal layers. */
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

  /** Returns h_0, the normalized pixels with mean 0 and standard deviation 1, and h_1 to h_L. */
  values(images: Tensor): Tensor[] {
    const pixels = images
      .cast("f32")
      .sub(255 * mean)
      .div(255 * std);
    const values = [pixels];
    for (const layer of this.hidden) values.push(layer.forward(values.at(-1)!)[this.activation]());
    return values;
  }

  /** Maps images u8 [n, 784] to logits [n, 10]. */
  forward(images: Tensor): Tensor {
    return this.output.forward(this.values(images).at(-1)!);
  }
}
