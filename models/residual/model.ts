/** Deep networks of one width, with residual connections and without: nothing else differs. */
import { AvgPool2d, Conv2d, Linear, Module, type Tensor, globalAvgPool, initializers } from "hebb";

/** The same number from the first layer to the last, so that every block may hand its input on as it is. */
const channels = 16;

// Of the pixels of the training images at 14 x 14, as fractions of white.
const mean = 0.287;
const std = 0.331;

/** A 3x3 convolution that keeps the variance of what rectified units hand on (He et al., 2015). */
const convolution = (inputs: number, weight = initializers.heNormal()) =>
  new Conv2d(inputs, channels, 3, { padding: "same", weight, bias: initializers.zeros() });

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
    this.second = convolution(channels, shortcut ? initializers.zeros() : initializers.heNormal());
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
  /** 28 x 28 pixels to 14 x 14. */
  readonly shrink = new AvgPool2d(2);
  readonly stem = convolution(1);
  readonly blocks: readonly Block[];
  readonly output = new Linear(channels, 10);

  constructor({ depth, shortcut }: DeepOptions) {
    super();
    this.blocks = Array.from({ length: (depth - 2) / 2 }, () => new Block({ shortcut }));
  }

  /** Images, u8 [n, 784] -> logits of the ten kinds of clothing, [n, 10]. */
  forward(images: Tensor): Tensor {
    const pixels = this.shrink.forward(images.reshape([-1, 1, 28, 28]).cast("f32").div(255));
    const first = this.stem.forward(pixels.sub(mean).div(std)).relu();
    const last = this.blocks.reduce((x, block) => block.forward(x), first);
    return this.output.forward(globalAvgPool(last));
  }
}
