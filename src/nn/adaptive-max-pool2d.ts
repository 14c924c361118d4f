/** Adaptive max pooling: the output size is fixed, whatever the size of the image. */
import { noMore } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { poolBins } from "./adaptive-pooling.ts";
import { firstMaxAlong } from "./pooling.ts";
import { type Pair, formatAxes, perAxis } from "./spatial.ts";

/**
 * Takes the maximum of each bin of a grid of `size` bins: [n, channels, height, width] -> [n, channels, ...size]. Along
 * an axis, bin i of k covers the elements from ⌊i · length / k⌋ to ⌈(i + 1) · length / k⌉, so bins overlap if k does
 * not divide the length. The gradient goes to the first of equal maxima. The maximum of a bin that contains NaN is NaN.
 * `size` is one integer of at least 1, or one for each axis; otherwise an ArgumentError is thrown. Same as PyTorch's
 * AdaptiveMaxPool2d.
 */
export class AdaptiveMaxPool2d extends Module {
  static override readonly name: string = "AdaptiveMaxPool2d";
  /** Output size: [height, width]. */
  readonly size: Shape;

  constructor(size: Pair, ...rest: never[]) {
    super();
    noMore("AdaptiveMaxPool2d", rest);
    this.size = perAxis("AdaptiveMaxPool2d", "size", size, 2, 1);
  }

  /** Throws a ShapeError unless `x` has 4 axes and the last two are not empty. */
  forward(x: Tensor): Tensor {
    return poolBins(this, x, this.size, firstMaxAlong);
  }

  override toString(): string {
    return `AdaptiveMaxPool2d(${formatAxes(this.size)})`;
  }
}
