/** Adaptive average pooling: the output size is fixed, whatever the size of the image. */
import { noMore } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { poolBins } from "./adaptive-pooling.ts";
import { type Pair, formatAxes, perAxis } from "./spatial.ts";

/**
 * Averages the bins of a grid of `size` bins: [n, channels, height, width] -> [n, channels, ...size]. Along an axis,
 * bin i of k covers the elements from ⌊i · length / k⌋ to ⌈(i + 1) · length / k⌉, so bins overlap if k does not divide
 * the length. `size` is one integer of at least 1, or one for each axis; otherwise an ArgumentError is thrown. Same as
 * PyTorch's AdaptiveAvgPool2d.
 */
export class AdaptiveAvgPool2d extends Module {
  static override readonly name: string = "AdaptiveAvgPool2d";
  /** Output size: [height, width]. */
  readonly size: Shape;

  constructor(size: Pair, ...rest: never[]) {
    super();
    noMore("AdaptiveAvgPool2d", rest);
    this.size = perAxis("AdaptiveAvgPool2d", "size", size, 2, 1);
  }

  /** Throws a ShapeError unless `x` has 4 axes and the last two are not empty. */
  forward(x: Tensor): Tensor {
    return poolBins(this, x, this.size, (x, axis) => x.mean(axis));
  }

  override toString(): string {
    return `AdaptiveAvgPool2d(${formatAxes(this.size)})`;
  }
}
