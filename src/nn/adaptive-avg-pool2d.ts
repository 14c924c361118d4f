/** Adaptive average pooling: images of any size brought to one. */
import { noMore } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { poolBins } from "./adaptive-pooling.ts";
import { type Pair, formatAxes, perAxis } from "./spatial.ts";

/**
 * The means of `size` bins along each axis: [n, channels, height, width] -> [n, channels, ...size]. Bin i of k reaches from
 * ⌊i · length / k⌋ to ⌈(i + 1) · length / k⌉, so that bins overlap where k does not divide the length.
 */
export class AdaptiveAvgPool2d extends Module {
  static override readonly name: string = "AdaptiveAvgPool2d";
  readonly size: Shape;

  constructor(size: Pair, ...rest: never[]) {
    super();
    noMore("AdaptiveAvgPool2d", rest);
    this.size = perAxis("AdaptiveAvgPool2d", "size", size, 2, 1);
  }

  /** Throws a ShapeError unless `x` has 4 axes, and elements along the last two. */
  forward(x: Tensor): Tensor {
    return poolBins(this, x, this.size, (x, axis) => x.mean(axis));
  }

  override toString(): string {
    return `AdaptiveAvgPool2d(${formatAxes(this.size)})`;
  }
}
