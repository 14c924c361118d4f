/** Convolution over images: each output is a weighted sum of a window of the input. */
import { readOptions } from "../base/options.ts";
import { Module, type Param, type Tensor } from "../tensor/index.ts";
import {
  type ConvolutionOptions,
  checkGroups,
  convolutionKinds,
  convolutionParams,
  convolutionWindows,
  convolve,
  formatConvolution,
} from "./convolution.ts";
import type { Pair, Windows } from "./spatial.ts";

/** Options of `Conv2d`. */
export type Conv2dOptions = ConvolutionOptions<Pair>;

/**
 * Convolution plus a bias: [n, inputs, height, width] -> [n, outputs, rows, columns] (LeCun et al., 1989). As in other
 * frameworks, the kernel is not reversed. rows = ⌊(height + 2 · padding - dilation · (kernel - 1) - 1) / stride⌋ + 1,
 * and likewise for columns. `kernel` is one number or [height, width]. Throws an ArgumentError if a size or an option
 * is out of range. Same as PyTorch's Conv2d.
 */
export class Conv2d extends Module {
  static override readonly name: string = "Conv2d";
  /** Weight, f32 [outputs, inputs / groups, height, width]. */
  readonly weight: Param;
  /** Bias, f32 [outputs], or null. */
  readonly bias: Param | null;
  readonly groups: number;
  /** Kernel size, stride, dilation and padding. */
  readonly windows: Windows;

  constructor(inputs: number, outputs: number, kernel: Pair, options: Conv2dOptions = {}) {
    super();
    const { groups = 1 } = readOptions("Conv2d", options, convolutionKinds);
    checkGroups("Conv2d", inputs, outputs, groups);
    this.windows = convolutionWindows("Conv2d", kernel, 2, options);
    this.groups = groups;
    const { weight, bias } = convolutionParams([outputs, inputs / groups, ...this.windows.size], outputs, options);
    this.weight = weight;
    this.bias = bias;
  }

  /**
   * Throws a ShapeError unless `x` is [n, inputs, height, width] and at least one window fits into the padded input.
   */
  forward(x: Tensor): Tensor {
    return convolve(this, x);
  }

  override toString(): string {
    return formatConvolution(this, "Conv2d");
  }
}
