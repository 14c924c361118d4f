/** Max pooling over sequences: the maximum of each window. */
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { type MaxPoolingOptions, formatPooling, poolMax, poolingKinds, poolingWindows } from "./pooling.ts";
import type { Windows } from "./spatial.ts";

/** Options of `MaxPool1d`. */
export type MaxPool1dOptions = MaxPoolingOptions<number>;

/**
 * Max pooling, the maximum of each window of `size` elements: [n, channels, length] -> [n, channels, windows], with
 * ⌊(length + 2 · padding - dilation · (size - 1) - 1) / stride⌋ + 1 windows. Padding elements are -Infinity. The
 * gradient goes to the first of equal maxima; the maximum of a window that contains NaN is NaN. Throws an ArgumentError
 * if the size or an option is out of range. Same as PyTorch's MaxPool1d.
 */
export class MaxPool1d extends Module {
  static override readonly name: string = "MaxPool1d";
  /** Size, stride, dilation and padding of the windows. */
  readonly windows: Windows;

  constructor(size: number, options: MaxPool1dOptions = {}) {
    super();
    readOptions("MaxPool1d", options, { ...poolingKinds, dilation: "number array" });
    this.windows = poolingWindows("MaxPool1d", size, 1, options);
  }

  /** Throws a ShapeError unless `x` has 3 axes and at least one window fits into the padded input. */
  forward(x: Tensor): Tensor {
    return poolMax(this, x);
  }

  override toString(): string {
    return formatPooling(this, "MaxPool1d");
  }
}
