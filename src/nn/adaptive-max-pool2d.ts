/** Adaptive max pooling: images of any size brought to one. */
import { noMore } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { poolBins } from "./adaptive-pooling.ts";
import { firstMaxAlong } from "./pooling.ts";
import { type Pair, formatAxes, perAxis } from "./spatial.ts";

/**
 * The largest elements of `size` bins along each axis: [n, channels, height, width] -> [n, channels, ...size]. Bin i of k
 * reaches from ⌊i · length / k⌋ to ⌈(i + 1) · length / k⌉, so that bins overlap where k does not divide the length. The
 * gradient goes to the first of equal maxima, and a bin that holds NaN gives NaN.
 */
export class AdaptiveMaxPool2d extends Module {
  static override readonly name: string = "AdaptiveMaxPool2d";
  readonly size: Shape;

  constructor(size: Pair, ...rest: never[]) {
    super();
    noMore("AdaptiveMaxPool2d", rest);
    this.size = perAxis("AdaptiveMaxPool2d", "size", size, 2, 1);
  }

  /** Throws a ShapeError unless `x` has 4 axes, and elements along the last two. */
  forward(x: Tensor): Tensor {
    return poolBins(this, x, this.size, firstMaxAlong);
  }

  override toString(): string {
    return `AdaptiveMaxPool2d(${formatAxes(this.size)})`;
  }
}
