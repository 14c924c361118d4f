/** Average pooling over sequences: the mean of each window. */
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { type AveragePoolingOptions, formatPooling, poolAverage, poolingKinds, poolingWindows } from "./pooling.ts";
import type { Windows } from "./spatial.ts";

/** Options of `AvgPool1d`. */
export type AvgPool1dOptions = AveragePoolingOptions<number>;

/**
 * Average pooling, the mean of each window of `size` elements: [n, channels, length] -> [n, channels, windows], with
 * ⌊(length + 2 · padding - size) / stride⌋ + 1 windows. Padding elements are 0. Throws an ArgumentError if the size or
 * an option is out of range. Same as PyTorch's AvgPool1d.
 */
export class AvgPool1d extends Module {
  static override readonly name: string = "AvgPool1d";
  /** Size, stride, dilation and padding of the windows. */
  readonly windows: Windows;
  /** Includes padding elements in the means. */
  readonly countIncludePad: boolean;

  constructor(size: number, options: AvgPool1dOptions = {}) {
    super();
    const { countIncludePad = true } = readOptions("AvgPool1d", options, {
      ...poolingKinds,
      countIncludePad: "boolean",
    });
    this.windows = poolingWindows("AvgPool1d", size, 1, options);
    this.countIncludePad = countIncludePad;
  }

  /** Throws a ShapeError unless `x` has 3 axes and at least one window fits into the padded input. */
  forward(x: Tensor): Tensor {
    return poolAverage(this, x);
  }

  override toString(): string {
    return formatPooling(this, "AvgPool1d");
  }
}
