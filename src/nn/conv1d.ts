/** Convolution over sequences: each output is a weighted sum of a window of all inputs. */
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

export type Conv1dOptions = ConvolutionOptions<number>;

/**
 * Cross-correlation with kernels of `kernel` taps, plus a bias for each output: [n, inputs, length] -> [n, outputs,
 * windows], with weight [outputs, inputs / groups, kernel] and bias [outputs].
 */
export class Conv1d extends Module {
  static override readonly name: string = "Conv1d";
  readonly weight: Param;
  readonly bias: Param | null;
  readonly groups: number;
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

  /** Throws a ShapeError unless `x` has the layer's inputs on axis 1 and is, with its padding, as long as a window. */
  forward(x: Tensor): Tensor {
    return convolve(this, x);
  }

  override toString(): string {
    return formatConvolution(this, "Conv1d");
  }
}
