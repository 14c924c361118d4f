/** Adaptive average pooling: the output size is fixed, whatever the length of the input. */
import { noMore } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { poolBins } from "./adaptive-pooling.ts";
import { perAxis } from "./spatial.ts";

/**
 * Averages each of `size` bins: [n, channels, length] -> [n, channels, size]. Bin i of k covers the elements from
 * ⌊i · length / k⌋ to ⌈(i + 1) · length / k⌉, so bins overlap if k does not divide the length. Throws an ArgumentError
 * unless `size` is an integer of at least 1. Same as PyTorch's AdaptiveAvgPool1d.
 */
export class AdaptiveAvgPool1d extends Module {
  static override readonly name: string = "AdaptiveAvgPool1d";
  /** Output size, as a list of one number. */
  readonly size: Shape;

  constructor(size: number, ...rest: never[]) {
    super();
    noMore("AdaptiveAvgPool1d", rest);
    this.size = perAxis("AdaptiveAvgPool1d", "size", size, 1, 1);
  }

  /** Throws a ShapeError unless `x` has 3 axes and the last one is not empty. */
  forward(x: Tensor): Tensor {
    return poolBins(this, x, this.size, (x, axis) => x.mean(axis));
  }

  override toString(): string {
    return `AdaptiveAvgPool1d(${this.size[0]})`;
  }
}
