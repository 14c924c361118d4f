/** Adaptive average pooling: sequences of any size brought to one. */
import { noMore } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { poolBins } from "./adaptive-pooling.ts";
import { perAxis } from "./spatial.ts";

/**
 * The means of `size` bins: [n, channels, length] -> [n, channels, size]. Bin i of k reaches from
 * ⌊i · length / k⌋ to ⌈(i + 1) · length / k⌉, so that bins overlap where k does not divide the length.
 */
export class AdaptiveAvgPool1d extends Module {
  static override readonly name: string = "AdaptiveAvgPool1d";
  readonly size: Shape;

  constructor(size: number, ...rest: never[]) {
    super();
    noMore("AdaptiveAvgPool1d", rest);
    this.size = perAxis("AdaptiveAvgPool1d", "size", size, 1, 1);
  }

  /** Throws a ShapeError unless `x` has 3 axes, and elements along the last one. */
  forward(x: Tensor): Tensor {
    return poolBins(this, x, this.size, (x, axis) => x.mean(axis));
  }

  override toString(): string {
    return `AdaptiveAvgPool1d(${this.size[0]})`;
  }
}
