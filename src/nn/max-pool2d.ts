/** Max pooling over images: the maximum of each window. */
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { type MaxPoolingOptions, formatPooling, poolMax, poolingKinds, poolingWindows } from "./pooling.ts";
import type { Pair, Windows } from "./spatial.ts";

/** Options of `MaxPool2d`. */
export type MaxPool2dOptions = MaxPoolingOptions<Pair>;

/**
 * Max pooling, the maximum of each window of `size` elements: [n, channels, height, width] ->
 * [n, channels, rows, columns], with rows = ⌊(height + 2 · padding - dilation · (size - 1) - 1) / stride⌋ + 1 and
 * likewise for columns. `size` is one number or [height, width]. Padding elements are -Infinity. The gradient goes to
 * the first of equal maxima; the maximum of a window that contains NaN is NaN. Throws an ArgumentError if the size or
 * an option is out of range. Same as PyTorch's MaxPool2d.
 */
export class MaxPool2d extends Module {
  static override readonly name: string = "MaxPool2d";
  /** Size, stride, dilation and padding of the windows. */
  readonly windows: Windows;

  constructor(size: Pair, options: MaxPool2dOptions = {}) {
    super();
    readOptions("MaxPool2d", options, { ...poolingKinds, dilation: "number array" });
    this.windows = poolingWindows("MaxPool2d", size, 2, options);
  }

  /** Throws a ShapeError unless `x` has 4 axes and at least one window fits into the padded input. */
  forward(x: Tensor): Tensor {
    return poolMax(this, x);
  }

  override toString(): string {
    return formatPooling(this, "MaxPool2d");
  }
}
