/** Deep networks of one width, with residual connections and without: nothing else differs. */
import { Conv2d, Linear, Module, type Tensor, globalAvgPool, initialisers } from "hebb";

/** The same number from the first layer to the last, so that every block may hand its input on as it is. */
const channels = 16;

// Of the pixels of Fashion-MNIST's training images, as fractions of white.
const mean = 0.287;
const deviation = 0.331;

/** A 3x3 convolution that keeps the variance of what rectified units hand on (He et al., 2015). */
const convolution = (inputs: number, weight = initialisers.heNormal()) =>
  new Conv2d(inputs, channels, 3, { padding: "same", weight, bias: initialisers.zeros() });

/**
 * Two layers. With a shortcut they learn what to add, f(x) = h(x) - x, to their input, and begin with adding nothing, as
 * the last one is 0 (Zhang et al., 2019); without, they learn h(x).
 */
export class Block extends Module {
  readonly first = convolution(channels);
  readonly second: Conv2d;
  readonly shortcut: boolean;

  constructor({ shortcut }: { readonly shortcut: boolean }) {
    super();
    this.shortcut = shortcut;
    // Zeros without a shortcut would let nothing through, forwards or backwards.
    this.second = convolution(channels, shortcut ? initialisers.zeros() : initialisers.heNormal());
  }

  /** [n, channels, height, width] -> the same. */
  forward(x: Tensor): Tensor {
    const f = this.second.forward(this.first.forward(x).relu());
    return this.shortcut ? x.add(f).relu() : f.relu();
  }
}

export interface DeepOptions {
  /** Layers with weights: one before the blocks, two in each block, one after them. */
  readonly depth: number;
  readonly shortcut: boolean;
}

export class DeepNetwork extends Module {
  readonly stem = convolution(1);
  readonly blocks: readonly Block[];
  readonly output = new Linear(channels, 10);

  constructor({ depth, shortcut }: DeepOptions) {
    super();
    this.blocks = Array.from({ length: (depth - 2) / 2 }, () => new Block({ shortcut }));
  }

  /** Images, u8 [n, 196] of 14 x 14 pixels -> logits of the ten kinds of clothing, [n, 10]. */
  forward(images: Tensor): Tensor {
    const pixels = images
      .reshape([-1, 1, 14, 14])
      .cast("f32")
      .sub(255 * mean)
      .div(255 * deviation);
    const first = this.stem.forward(pixels).relu();
    const last = this.blocks.reduce((x, block) => block.forward(x), first);
    return this.output.forward(globalAvgPool(last));
  }
}
