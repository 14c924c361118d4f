/** Convolution over sequences: each output is a weighted sum of a window of the input. */
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
import type { Windows } from "./spatial.ts";

/** Options of `Conv1d`. */
export type Conv1dOptions = ConvolutionOptions<number>;

/**
 * Convolution plus a bias: [n, inputs, length] -> [n, outputs, windows]. As in other frameworks, the kernel is not
 * reversed. The number of windows is ⌊(length + 2 · padding - dilation · (kernel - 1) - 1) / stride⌋ + 1. Throws an
 * ArgumentError if a size or an option is out of range. Same as PyTorch's Conv1d.
 */
export class Conv1d extends Module {
  static override readonly name: string = "Conv1d";
  /** Weight, f32 [outputs, inputs / groups, kernel]. */
  readonly weight: Param;
  /** Bias, f32 [outputs], or null. */
  readonly bias: Param | null;
  readonly groups: number;
  /** Kernel size, stride, dilation and padding. */
  readonly windows: Windows;

  constructor(inputs: number, outputs: number, kernel: number, options: Conv1dOptions = {}) {
    super();
    const { groups = 1 } = readOptions("Conv1d", options, convolutionKinds);
    checkGroups("Conv1d", inputs, outputs, groups);
    this.windows = convolutionWindows("Conv1d", kernel, 1, options);
    this.groups = groups;
    const { weight, bias } = convolutionParams([outputs, inputs / groups, ...this.windows.size], outputs, options);
    this.weight = weight;
    this.bias = bias;
  }

  /** Throws a ShapeError unless `x` is [n, inputs, length] and at least one window fits into the padded input. */
  forward(x: Tensor): Tensor {
    return convolve(this, x);
  }

  override toString(): string {
    return formatConvolution(this, "Conv1d");
  }
}
