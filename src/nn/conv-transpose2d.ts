/** Transposed convolution over images: what the gradient of a convolution does to its output, learned. */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { readOptions } from "../base/options.ts";
import { type Shape, formatShape } from "../base/shape.ts";
import { Module, type Param, type Range, type Tensor } from "../tensor/index.ts";
import {
  type ConvolutionOptions,
  addBias,
  checkGroups,
  convolutionKinds,
  convolutionParams,
  convolutionWindows,
  correlate,
} from "./convolution.ts";
import { type Pair, type Windows, checkSpatial, formatAxes, padSpatial, perAxis } from "./spatial.ts";

export interface ConvTranspose2dOptions extends Omit<ConvolutionOptions<Pair>, "padding"> {
  /** What is cut off on either side of each axis: the padding of the convolution it undoes. Default 0. */
  readonly padding?: Pair;
  /** What is added at the end of each axis, as several lengths lead to one under a stride. Default 0. */
  readonly outputPadding?: Pair;
}

/**
 * Every element of `x` adds its multiple of the kernel to the output, `stride` apart: [n, inputs, height, width] ->
 * [n, outputs, rows, columns], where rows = (height - 1) · stride - 2 · padding + dilation · (kernel - 1) +
 * outputPadding + 1, and columns likewise; weight [inputs, outputs / groups, kernel, kernel] and bias [outputs]
 * (Zeiler et al., 2010).
 */
export class ConvTranspose2d extends Module {
  static override readonly name: string = "ConvTranspose2d";
  readonly weight: Param;
  readonly bias: Param | null;
  readonly groups: number;
  readonly windows: Windows;
  readonly outputPadding: Shape;

  constructor(inputs: number, outputs: number, kernel: Pair, options: ConvTranspose2dOptions = {}) {
    super();
    const {
      groups = 1,
      outputPadding = 0,
      padding = 0,
    } = readOptions("ConvTranspose2d", options, {
      ...convolutionKinds,
      padding: "number array",
      outputPadding: "number array",
    });
    checkGroups("ConvTranspose2d", inputs, outputs, groups);
    this.windows = convolutionWindows("ConvTranspose2d", kernel, 2, {
      ...options,
      padding: perAxis("ConvTranspose2d", "padding", padding, 2, 0),
    });
    this.groups = groups;
    this.outputPadding = perAxis("ConvTranspose2d", "outputPadding", outputPadding, 2, 0);
    const { stride, dilation } = this.windows;
    if (this.outputPadding.some((width, i) => width >= Math.max(stride[i]!, dilation[i]!))) {
      throw new ArgumentError(`new ConvTranspose2d was given ${formatAxes(this.outputPadding)} as outputPadding`, {
        rule: "outputPadding is smaller than the stride or the dilation.",
      });
    }
    const { weight, bias } = convolutionParams([inputs, outputs / groups, ...this.windows.size], outputs, options);
    this.weight = weight;
    this.bias = bias;
  }

  /** Throws a ShapeError unless `x` has the layer's inputs on axis 1 and something is left of the output. */
  forward(x: Tensor): Tensor {
    const { size, dilation } = this.windows;
    checkSpatial(this, x, this.weight.shape[0]!, 2);
    const wide = this.#surround(x);
    const apart = { size, dilation, stride: [1, 1], padding: size.map(() => [0, 0] as const) };
    return addBias(correlate(wide, this.#kernels(), this.groups, apart), this.bias);
  }

  override toString(): string {
    const [inputs, outputs] = this.weight.shape as [number, number];
    return `ConvTranspose2d(${inputs}, ${outputs * this.groups}, ${formatAxes(this.windows.size)})`;
  }

  /** `x` with stride - 1 zeros between its elements, and what a convolution then needs around them. */
  #surround(x: Tensor): Tensor {
    const { size, stride, dilation, padding } = this.windows;
    const around = size.map((taps, i) => {
      const full = (taps - 1) * dilation[i]!;
      // The last element is followed by zeros already.
      return [full - padding[i]![0], full - padding[i]![1] + this.outputPadding[i]! - (stride[i]! - 1)] as const;
    });
    const rows = around.map(([before, after], i) => before + x.shape[i + 2]! * stride[i]! + after);
    const left = rows.map((length, i) => length - (size[i]! - 1) * dilation[i]!);
    if (x.shape[2] === 0 || x.shape[3] === 0 || left.some((length) => length < 1)) throw this.#nothingLeft(x, left);
    const dilated = interleave(x, stride);
    const padded = padSpatial(
      dilated,
      around.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]),
    );
    const cuts = around.map(([before, after]): Range => [Math.max(0, -before), after < 0 ? after : null]);
    return cuts.every((cut) => cut![0] === 0 && cut![1] === null) ? padded : padded.slice(null, null, ...cuts);
  }

  /** The weight as that of a convolution, [outputs, inputs / groups, ...], its taps in reverse order. */
  #kernels(): Tensor {
    const [inputs, outputs, height, width] = this.weight.shape as [number, number, number, number];
    return this.weight
      .flip([2, 3])
      .reshape([this.groups, inputs / this.groups, outputs, height, width])
      .permute([0, 2, 1, 3, 4])
      .reshape([this.groups * outputs, inputs / this.groups, height, width]);
  }

  #nothingLeft(x: Tensor, left: Shape): ShapeError {
    return new ShapeError(`${String(this)} leaves nothing of ${formatShape(x.shape)}`, {
      operands: [operandOf(x.node, "x"), operandOf(this.weight.node, "weight")],
      rule: `Each axis of the output has at least one element; these would have ${formatShape(left)}.`,
      fix: "Take less padding.",
    });
  }
}

/** stride - 1 zeros after each element of the last two axes. */
function interleave(x: Tensor, stride: Shape): Tensor {
  if (stride.every((each) => each === 1)) return x;
  const [n, channels, height, width] = x.shape as [number, number, number, number];
  const [down, across] = stride as [number, number];
  const apart = [[0, 0] as const, [0, down - 1] as const, [0, 0] as const, [0, across - 1] as const];
  return x
    .reshape([n, channels, height, 1, width, 1])
    .pad([[0, 0], [0, 0], ...apart])
    .reshape([n, channels, height * down, width * across]);
}
