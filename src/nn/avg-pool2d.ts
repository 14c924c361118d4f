/** Average pooling over images: the mean of each window. */
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { type AveragePoolingOptions, formatPooling, poolAverage, poolingKinds, poolingWindows } from "./pooling.ts";
import type { Pair, Windows } from "./spatial.ts";

/** Options of `AvgPool2d`. */
export type AvgPool2dOptions = AveragePoolingOptions<Pair>;

/**
 * Average pooling, the mean of each window of `size` elements: [n, channels, height, width] ->
 * [n, channels, rows, columns], with rows = ⌊(height + 2 · padding - size) / stride⌋ + 1 and likewise for columns.
 * `size` is one number or [height, width]. Padding elements are 0. Throws an ArgumentError if the size or an option is
 * out of range. Same as PyTorch's AvgPool2d.
 */
export class AvgPool2d extends Module {
  static override readonly name: string = "AvgPool2d";
  /** Size, stride, dilation and padding of the windows. */
  readonly windows: Windows;
  /** Includes padding elements in the means. */
  readonly countIncludePad: boolean;

  constructor(size: Pair, options: AvgPool2dOptions = {}) {
    super();
    const { countIncludePad = true } = readOptions("AvgPool2d", options, {
      ...poolingKinds,
      countIncludePad: "boolean",
    });
    this.windows = poolingWindows("AvgPool2d", size, 2, options);
    this.countIncludePad = countIncludePad;
  }

  /** Throws a ShapeError unless `x` has 4 axes and at least one window fits into the padded input. */
  forward(x: Tensor): Tensor {
    return poolAverage(this, x);
  }

  override toString(): string {
    return formatPooling(this, "AvgPool2d");
  }
}
