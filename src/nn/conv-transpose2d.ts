/** Transposed convolution over images: the gradient of a convolution by its input, with a learned kernel. */
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

/** Options of `ConvTranspose2d`. */
export interface ConvTranspose2dOptions extends Omit<ConvolutionOptions<Pair>, "padding"> {
  /**
   * Number of elements removed from both ends of each output axis: the padding of the matching convolution. Default 0.
   */
  readonly padding?: Pair;
  /**
   * Number of elements added to the end of each output axis, less than the stride or the dilation. A strided
   * convolution maps several input lengths to one output length; this chooses among them. Default 0.
   */
  readonly outputPadding?: Pair;
}

/**
 * Transposed convolution: [n, inputs, height, width] -> [n, outputs, rows, columns] (Zeiler et al., 2010). Every
 * element of `x` is multiplied by the kernel, and the products are added to the output `stride` elements apart. rows =
 * (height - 1) · stride - 2 · padding + dilation · (kernel - 1) + outputPadding + 1, and likewise for columns. `kernel`
 * is one number or [height, width]. Throws an ArgumentError if a size or an option is out of range. Same as PyTorch's
 * ConvTranspose2d.
 */
export class ConvTranspose2d extends Module {
  static override readonly name: string = "ConvTranspose2d";
  /** Weight, f32 [inputs, outputs / groups, height, width]. */
  readonly weight: Param;
  /** Bias, f32 [outputs], or null. */
  readonly bias: Param | null;
  readonly groups: number;
  /** Kernel size, stride, dilation and padding. */
  readonly windows: Windows;
  /** Output padding: [height, width]. */
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
        rule: "It must be less than the stride or the dilation.",
      });
    }
    const { weight, bias } = convolutionParams([inputs, outputs / groups, ...this.windows.size], outputs, options);
    this.weight = weight;
    this.bias = bias;
  }

  /** Throws a ShapeError unless `x` is [n, inputs, height, width] and the output has at least one element per axis. */
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

  /** Inserts stride - 1 zeros between the elements of `x` and adds the padding that a convolution then needs. */
  #surround(x: Tensor): Tensor {
    const { size, stride, dilation, padding } = this.windows;
    const around = size.map((taps, i) => {
      const full = (taps - 1) * dilation[i]!;
      // `interleave` also adds zeros after the last element.
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

  /** Weight of the equivalent convolution, [outputs, inputs / groups, ...], with both spatial axes reversed. */
  #kernels(): Tensor {
    const [inputs, outputs, height, width] = this.weight.shape as [number, number, number, number];
    return this.weight
      .flip([2, 3])
      .reshape([this.groups, inputs / this.groups, outputs, height, width])
      .permute([0, 2, 1, 3, 4])
      .reshape([this.groups * outputs, inputs / this.groups, height, width]);
  }

  #nothingLeft(x: Tensor, left: Shape): ShapeError {
    return new ShapeError(`the output of ${String(this)} is empty for ${formatShape(x.shape)}`, {
      operands: [operandOf(x.node, "x"), operandOf(this.weight.node, "weight")],
      rule: `Its last axes would have the lengths ${formatShape(left)}.`,
      fix: "Use less padding.",
    });
  }
}

/** Inserts stride - 1 zeros after each element along the last two axes. */
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
