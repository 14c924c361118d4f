/** What the convolutional layers share: their options, first values, and the contraction over channels and taps. */
import { ArgumentError } from "../base/errors.ts";
import { type Shape, sizeOf } from "../base/shape.ts";
import { type Initializer, type Module, Param, type Tensor, einsum } from "../tensor/index.ts";
import { uniform } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";
import { type Windows, checkSpatial, checkWindows, formatAxes, padSpatial, perAxis, slide } from "./spatial.ts";

/** `Extent` is how a number for each axis is given. */
export interface ConvolutionOptions<Extent> {
  /** Elements from one window to the next. Default 1. */
  readonly stride?: Extent;
  /** Zeros on either side of each axis; "same" keeps the lengths, at stride 1, the odd zero coming last. Default 0. */
  readonly padding?: Extent | "same";
  /** Elements from one tap to the next. Default 1. */
  readonly dilation?: Extent;
  /** Parts that channels are cut into; each sees its own part only. As many as channels: depthwise. Default 1. */
  readonly groups?: number;
  /** Add a bias for each channel, with these first values where an initializer is given. Default true: as the weight's. */
  readonly bias?: boolean | Initializer;
  /** Default: uniform within ± 1 / √(inputs / groups · taps). */
  readonly weight?: Initializer;
}

export const convolutionKinds = {
  stride: "number array",
  padding: "number array string",
  dilation: "number array",
  groups: "number",
  bias: "boolean function",
  weight: "function",
} as const;

/** Where the windows of a convolution lie. Throws an ArgumentError for options out of range. */
export function convolutionWindows(
  layer: string,
  kernel: number | Shape,
  axes: number,
  options: ConvolutionOptions<number | Shape>,
): Windows {
  const size = perAxis(layer, "kernel", kernel, axes, 1);
  const stride = perAxis(layer, "stride", options.stride ?? 1, axes, 1);
  const dilation = perAxis(layer, "dilation", options.dilation ?? 1, axes, 1);
  const { padding = 0 } = options;
  if (padding !== "same") {
    const around = perAxis(layer, "padding", padding, axes, 0);
    return { size, stride, dilation, padding: around.map((width) => [width, width]) };
  }
  if (stride.some((each) => each !== 1)) {
    throw new ArgumentError(`new ${layer} was given padding "same" with stride ${formatAxes(stride)}`, {
      rule: `"same" keeps the lengths, which takes stride 1.`,
      fix: "Give the padding as a number.",
    });
  }
  const missing = size.map((taps, i) => (taps - 1) * dilation[i]!);
  return { size, stride, dilation, padding: missing.map((width) => [Math.floor(width / 2), Math.ceil(width / 2)]) };
}

/** Throws an ArgumentError unless sizes are from 1 on and the groups divide both kinds of channels. */
export function checkGroups(layer: string, inputs: number, outputs: number, groups: number): void {
  checkSizes(layer, { inputs, outputs, groups });
  if (inputs % groups === 0 && outputs % groups === 0) return;
  throw new ArgumentError(`new ${layer} cannot cut ${inputs} inputs and ${outputs} outputs into ${groups} groups`, {
    rule: "The number of groups divides both.",
  });
}

/** Weight and bias as PyTorch draws them: uniform within ± 1 / √n, n being the length of the weight's slices. */
export function convolutionParams(
  shape: Shape,
  outputs: number,
  { weight, bias = true }: Pick<ConvolutionOptions<never>, "weight" | "bias">,
): { weight: Param; bias: Param | null } {
  const bound = 1 / Math.sqrt(sizeOf(shape.slice(1)));
  return {
    weight: new Param(shape, weight ?? uniform(-bound, bound)),
    bias: bias ? new Param([outputs], bias === true ? uniform(-bound, bound) : bias) : null,
  };
}

/** A layer that slides one weight over its input. */
export interface Convolution extends Module {
  readonly weight: Param;
  readonly bias: Param | null;
  readonly groups: number;
  readonly windows: Windows;
}

/** [n, inputs, ...axes] -> [n, outputs, ...counts]. Throws a ShapeError where `x` does not fit the layer. */
export function convolve(layer: Convolution, x: Tensor): Tensor {
  const { weight, bias, groups, windows } = layer;
  checkSpatial(layer, x, weight.shape[1]! * groups, windows.size.length);
  checkWindows(layer, x, windows, weight);
  return addBias(correlate(x, weight, groups, windows), bias);
}

/**
 * [n, inputs, ...axes] with a weight [outputs, inputs / groups, ...size] -> [n, outputs, ...counts]: one product of the
 * windows, contracted over channels and taps, in which groups are a batch axis.
 */
export function correlate(x: Tensor, weight: Tensor, groups: number, windows: Windows): Tensor {
  const [n, , ...axes] = x.shape as [number, number, ...number[]];
  const [outputs, inputs, ...size] = weight.shape as [number, number, ...number[]];
  const [counts, taps] = size.length === 1 ? ["x", "i"] : ["y x", "j i"];
  const viewOf = (each: Tensor) => slide(padSpatial(each, windows.padding), windows);
  if (groups === 1) return einsum(`n c ${counts} ${taps}, o c ${taps} -> n o ${counts}`, viewOf(x), weight);
  const parts = viewOf(x.reshape([n, groups, inputs, ...axes]));
  const kernels = weight.reshape([groups, outputs / groups, inputs, ...size]);
  const product = einsum(`n g c ${counts} ${taps}, g o c ${taps} -> n g o ${counts}`, parts, kernels);
  return product.reshape([n, outputs, ...product.shape.slice(3)]);
}

export function addBias(y: Tensor, bias: Tensor | null): Tensor {
  return bias === null ? y : y.add(bias.reshape([-1, ...y.shape.slice(2).map(() => 1)]));
}

/** Conv2d(3, 16, 5): inputs, outputs, kernel. */
export function formatConvolution(layer: Convolution, name: string): string {
  const [outputs, inputs] = layer.weight.shape as [number, number];
  return `${name}(${inputs * layer.groups}, ${outputs}, ${formatAxes(layer.windows.size)})`;
}
