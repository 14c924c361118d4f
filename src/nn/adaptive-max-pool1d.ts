/** Adaptive max pooling: sequences of any size brought to one. */
import { noMore } from "../base/options.ts";
import type { Shape } from "../base/shape.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { poolBins } from "./adaptive-pooling.ts";
import { firstMaxAlong } from "./pooling.ts";
import { perAxis } from "./spatial.ts";

/**
 * The largest elements of `size` bins: [n, channels, length] -> [n, channels, size]. Bin i of k
 * reaches from ⌊i · length / k⌋ to ⌈(i + 1) · length / k⌉, so that bins overlap where k does not divide the length. The
 * gradient goes to the first of equal maxima, and a bin that holds NaN gives NaN.
 */
export class AdaptiveMaxPool1d extends Module {
  static override readonly name: string = "AdaptiveMaxPool1d";
  readonly size: Shape;

  constructor(size: number, ...rest: never[]) {
    super();
    noMore("AdaptiveMaxPool1d", rest);
    this.size = perAxis("AdaptiveMaxPool1d", "size", size, 1, 1);
  }

  /** Throws a ShapeError unless `x` has 3 axes, and elements along the last one. */
  forward(x: Tensor): Tensor {
    return poolBins(this, x, this.size, firstMaxAlong);
  }

  override toString(): string {
    return `AdaptiveMaxPool1d(${this.size[0]})`;
  }
}
