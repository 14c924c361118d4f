/** Deep networks of constant width that differ only in their residual connections. */
import { AvgPool2d, Conv2d, Linear, Module, type Tensor, globalAvgPool, initializers } from "hebb";

/** Number of channels of all layers; equal numbers allow identity shortcuts around every block. */
const channels = 16;

// Mean and standard deviation of the training pixels at 14 x 14, as fractions of white.
const mean = 0.287;
const std = 0.331;

/** A 3x3 convolution with He initialization, which keeps the variance of relu activations (He et al., 2015). */
const convolution = (inputs: number, weight = initializers.heNormal()) =>
  new Conv2d(inputs, channels, 3, { padding: "same", weight, bias: initializers.zeros() });

/**
 * A block of two layers. With a shortcut, the layers learn the residual f(x) = h(x) - x, which starts at 0 because the
 * last layer does (Zhang et al., 2019); without one, they learn h(x).
 */
export class Block extends Module {
  readonly first = convolution(channels);
  readonly second: Conv2d;
  readonly shortcut: boolean;

  constructor({ shortcut }: { readonly shortcut: boolean }) {
    super();
    this.shortcut = shortcut;
    // Without a shortcut, zeros would block values and gradients.
    this.second = convolution(channels, shortcut ? initializers.zeros() : initializers.heNormal());
  }

  /** Maps [n, channels, height, width] to the same shape. */
  forward(x: Tensor): Tensor {
    const f = this.second.forward(this.first.forward(x).relu());
    return this.shortcut ? x.add(f).relu() : f.relu();
  }
}

/** Options of a DeepNetwork. */
export interface DeepOptions {
  /** Number of layers with weights: one before the blocks, two in each block, one after them. */
  readonly depth: number;
  readonly shortcut: boolean;
}

/** A deep classifier of clothing. */
export class DeepNetwork extends Module {
  /** Downscales 28 x 28 pixels to 14 x 14. */
  readonly shrink = new AvgPool2d(2);
  readonly stem = convolution(1);
  readonly blocks: readonly Block[];
  readonly output = new Linear(channels, 10);

  constructor({ depth, shortcut }: DeepOptions) {
    super();
    this.blocks = Array.from({ length: (depth - 2) / 2 }, () => new Block({ shortcut }));
  }

  /** Maps images u8 [n, 784] to logits of the ten kinds of clothing, [n, 10]. */
  forward(images: Tensor): Tensor {
    const pixels = this.shrink.forward(images.reshape([-1, 1, 28, 28]).cast("f32").div(255));
    const first = this.stem.forward(pixels.sub(mean).div(std)).relu();
    const last = this.blocks.reduce((x, block) => block.forward(x), first);
    return this.output.forward(globalAvgPool(last));
  }
}
