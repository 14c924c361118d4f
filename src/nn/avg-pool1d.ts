/** Average pooling over sequences: the mean of each window. */
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { type AveragePoolingOptions, formatPooling, poolAverage, poolingKinds, poolingWindows } from "./pooling.ts";
import type { Windows } from "./spatial.ts";

export type AvgPool1dOptions = AveragePoolingOptions<number>;

/** The mean of each window of `size`: [n, channels, length] -> [n, channels, windows]. Padding is 0. */
export class AvgPool1d extends Module {
  static override readonly name: string = "AvgPool1d";
  readonly windows: Windows;
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

  /** Throws a ShapeError unless `x` has 3 axes and is, with its padding, as long as a window. */
  forward(x: Tensor): Tensor {
    return poolAverage(this, x);
  }

  override toString(): string {
    return formatPooling(this, "AvgPool1d");
  }
}
