/** Max pooling over sequences: the largest element of each window. */
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { type MaxPoolingOptions, formatPooling, poolMax, poolingKinds, poolingWindows } from "./pooling.ts";
import type { Windows } from "./spatial.ts";

export type MaxPool1dOptions = MaxPoolingOptions<number>;

/**
 * The largest of each window of `size`: [n, channels, length] -> [n, channels, windows]. Padding is -infinity.
 * The gradient goes to the first of equal maxima, and a window that holds NaN gives NaN.
 */
export class MaxPool1d extends Module {
  static override readonly name: string = "MaxPool1d";
  readonly windows: Windows;

  constructor(size: number, options: MaxPool1dOptions = {}) {
    super();
    readOptions("MaxPool1d", options, { ...poolingKinds, dilation: "number array" });
    this.windows = poolingWindows("MaxPool1d", size, 1, options);
  }

  /** Throws a ShapeError unless `x` has 3 axes and is, with its padding, as long as a window. */
  forward(x: Tensor): Tensor {
    return poolMax(this, x);
  }

  override toString(): string {
    return formatPooling(this, "MaxPool1d");
  }
}
