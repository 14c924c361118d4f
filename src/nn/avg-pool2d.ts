/** Average pooling over images: the mean of each window. */
import { readOptions } from "../base/options.ts";
import { Module, type Tensor } from "../tensor/index.ts";
import { type AveragePoolingOptions, formatPooling, poolAverage, poolingKinds, poolingWindows } from "./pooling.ts";
import type { Pair, Windows } from "./spatial.ts";

export type AvgPool2dOptions = AveragePoolingOptions<Pair>;

/** The mean of each window of `size`: [n, channels, height, width] -> [n, channels, rows, columns]. Padding is 0. */
export class AvgPool2d extends Module {
  static override readonly name: string = "AvgPool2d";
  readonly windows: Windows;
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

  /** Throws a ShapeError unless `x` has 4 axes and is, with its padding, as long as a window. */
  forward(x: Tensor): Tensor {
    return poolAverage(this, x);
  }

  override toString(): string {
    return formatPooling(this, "AvgPool2d");
  }
}
