/** Average pooling over images: the mean of each window. */
import { Module, type Tensor, ones } from "../tensor/index.ts";
import { type PoolingOptions, formatPooling, poolingWindows, sumWindows } from "./pooling.ts";
import { type Pair, type Windows, checkSpatial, checkWindows } from "./spatial.ts";

export interface AvgPool2dOptions extends PoolingOptions<Pair> {
  /** Count the zeros of the padding as elements. Default true. */
  readonly countIncludePad?: boolean;
}

/** The mean of each window of `size`: [n, channels, height, width] -> [n, channels, rows, columns]. Padding is 0. */
export class AvgPool2d extends Module {
  readonly windows: Windows;
  readonly countIncludePad: boolean;

  constructor(size: Pair, { countIncludePad = true, ...options }: AvgPool2dOptions = {}) {
    super();
    this.windows = poolingWindows("AvgPool2d", size, 2, options);
    this.countIncludePad = countIncludePad;
  }

  /** Throws a ShapeError unless `x` has 4 axes and is, with its padding, as long as a window. */
  forward(x: Tensor): Tensor {
    const { size } = this.windows;
    checkSpatial(this, x, null, 2);
    checkWindows(this, x, this.windows);
    const sums = sumWindows(x, this.windows);
    if (this.countIncludePad) return sums.div(size[0]! * size[1]!);
    return sums.div(sumWindows(ones(x.shape.slice(2)), this.windows));
  }

  override toString(): string {
    return formatPooling(this, "AvgPool2d");
  }
}
