/** Convolution over images: each output is a weighted sum of a window of all inputs. */
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

export type Conv2dOptions = ConvolutionOptions<Pair>;

/**
 * Cross-correlation with kernels of `kernel` taps each way, plus a bias for each output: [n, inputs, height, width] ->
 * [n, outputs, rows, columns], with weight [outputs, inputs / groups, ...kernel] and bias [outputs] (LeCun et al., 1989).
 */
export class Conv2d extends Module {
  static override readonly name: string = "Conv2d";
  readonly weight: Param;
  readonly bias: Param | null;
  readonly groups: number;
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

  /** Throws a ShapeError unless `x` has the layer's inputs on axis 1 and is, with its padding, as long as a window. */
  forward(x: Tensor): Tensor {
    return convolve(this, x);
  }

  override toString(): string {
    return formatConvolution(this, "Conv2d");
  }
}
