/** Max pooling over images: the largest element of each window. */
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { type MaxPoolingOptions, formatPooling, poolMax, poolingKinds, poolingWindows } from "./pooling.ts";
import type { Pair, Windows } from "./spatial.ts";

export type MaxPool2dOptions = MaxPoolingOptions<Pair>;

/**
 * The largest of each window of `size`: [n, channels, height, width] -> [n, channels, rows, columns]. Padding is -infinity.
 * The gradient goes to the first of equal maxima, and a window that holds NaN gives NaN.
 */
export class MaxPool2d extends Module {
  static override readonly name: string = "MaxPool2d";
  readonly windows: Windows;

  constructor(size: Pair, options: MaxPool2dOptions = {}) {
    super();
    readOptions("MaxPool2d", options, { ...poolingKinds, dilation: "number array" });
    this.windows = poolingWindows("MaxPool2d", size, 2, options);
  }

  /** Throws a ShapeError unless `x` has 4 axes and is, with its padding, as long as a window. */
  forward(x: Tensor): Tensor {
    return poolMax(this, x);
  }

  override toString(): string {
    return formatPooling(this, "MaxPool2d");
  }
}
