/**
 * Shared code of the convolutional layers: options, initial values, and the product over channels and kernel elements.
 */
import { ArgumentError } from "../base/errors.ts";
import { type Shape, sizeOf } from "../base/shape.ts";
import { type Initializer, type Module, Param, type Tensor, einsum } from "../tensor/index.ts";
import { uniform } from "./initializers.ts";
import { checkSizes } from "./sizes.ts";
import { type Windows, checkSpatial, checkWindows, formatAxes, padSpatial, perAxis, slide } from "./spatial.ts";

/** Options of convolutions. `Extent` is the type of a value per axis: a number, or a pair of numbers. */
export interface ConvolutionOptions<Extent> {
  /** Distance between the starts of neighboring windows. Default 1. */
  readonly stride?: Extent;
  /**
   * Number of zeros added to both ends of each axis. "same" keeps the lengths and requires stride 1; if the number of
   * zeros is odd, the extra zero is at the end. Default 0.
   */
  readonly padding?: Extent | "same";
  /** Distance between the inputs of neighboring kernel elements. Default 1. */
  readonly dilation?: Extent;
  /**
   * Number of groups of channels. Outputs depend only on the inputs of their own group. With one group per channel, the
   * convolution is depthwise. Must divide `inputs` and `outputs`. Default 1.
   */
  readonly groups?: number;
  /** Add a bias to each output channel. An initializer sets its initial values. Default true: drawn like the weight. */
  readonly bias?: boolean | Initializer;
  /** Initializer of the weight. Default: uniform within ± 1 / √(inputs / groups · kernel elements). */
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

/** Geometry of the windows of a convolution. Throws an ArgumentError if an option is out of range. */
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
      rule: `"same" requires stride 1.`,
      fix: "Give the padding as a number.",
    });
  }
  const missing = size.map((taps, i) => (taps - 1) * dilation[i]!);
  return { size, stride, dilation, padding: missing.map((width) => [Math.floor(width / 2), Math.ceil(width / 2)]) };
}

/**
 * Throws an ArgumentError unless all numbers are integers of at least 1 and `groups` divides `inputs` and `outputs`.
 */
export function checkGroups(layer: string, inputs: number, outputs: number, groups: number): void {
  checkSizes(layer, { inputs, outputs, groups });
  if (inputs % groups === 0 && outputs % groups === 0) return;
  throw new ArgumentError(`new ${layer} cannot divide ${inputs} inputs and ${outputs} outputs into ${groups} groups`, {
    rule: "groups must divide both.",
  });
}

/**
 * Weight and bias. Default as in PyTorch: uniform within ± 1 / √n, where n is the size of a slice along axis 0 of the
 * weight.
 */
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

/** Layer that applies one weight to every window of its input. */
export interface Convolution extends Module {
  readonly weight: Param;
  readonly bias: Param | null;
  readonly groups: number;
  readonly windows: Windows;
}

/** Convolution with bias: [n, inputs, ...axes] -> [n, outputs, ...counts]. Throws a ShapeError if `x` does not fit. */
export function convolve(layer: Convolution, x: Tensor): Tensor {
  const { weight, bias, groups, windows } = layer;
  checkSpatial(layer, x, weight.shape[1]! * groups, windows.size.length);
  checkWindows(layer, x, windows, weight);
  return addBias(correlate(x, weight, groups, windows), bias);
}

/**
 * Convolution without checks and bias: [n, inputs, ...axes] with a weight [outputs, inputs / groups, ...size] ->
 * [n, outputs, ...counts]. One product of the windows and the weight, contracted over channels and kernel elements.
 * Groups are a batch axis of the product.
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

/** Adds a bias [channels] to axis 1. */
export function addBias(y: Tensor, bias: Tensor | null): Tensor {
  return bias === null ? y : y.add(bias.reshape([-1, ...y.shape.slice(2).map(() => 1)]));
}

/** Formats a layer as Conv2d(3, 16, 5): inputs, outputs, kernel. */
export function formatConvolution(layer: Convolution, name: string): string {
  const [outputs, inputs] = layer.weight.shape as [number, number];
  return `${name}(${inputs * layer.groups}, ${outputs}, ${formatAxes(layer.windows.size)})`;
}
