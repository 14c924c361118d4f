/** Adaptive max pooling: the output size is fixed, whatever the length of the input. */
import { noMore } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { poolBins } from "./adaptive-pooling.ts";
import { firstMaxAlong } from "./pooling.ts";
import { perAxis } from "./spatial.ts";

/**
 * Takes the maximum of each of `size` bins: [n, channels, length] -> [n, channels, size]. Bin i of k covers the
 * elements from ⌊i · length / k⌋ to ⌈(i + 1) · length / k⌉, so bins overlap if k does not divide the length. The
 * gradient goes to the first of equal maxima; the maximum of a bin that contains NaN is NaN. Throws an ArgumentError
 * unless `size` is an integer of at least 1. Same as PyTorch's AdaptiveMaxPool1d.
 */
export class AdaptiveMaxPool1d extends Module {
  static override readonly name: string = "AdaptiveMaxPool1d";
  /** Output size, as a list of one number. */
  readonly size: Shape;

  constructor(size: number, ...rest: never[]) {
    super();
    noMore("AdaptiveMaxPool1d", rest);
    this.size = perAxis("AdaptiveMaxPool1d", "size", size, 1, 1);
  }

  /** Throws a ShapeError unless `x` has 3 axes and the last one is not empty. */
  forward(x: Tensor): Tensor {
    return poolBins(this, x, this.size, firstMaxAlong);
  }

  override toString(): string {
    return `AdaptiveMaxPool1d(${this.size[0]})`;
  }
}
