/** Shared code of the pooling layers: options, maxima of windows and means of windows. */
import { ArgumentError } from "../base/errors.ts";
import { type Shape, formatShape, sizeOf } from "../base/shape.ts";
import { type Module, type Tensor, customGrad, iota, ones, where } from "../tensor/index.ts";
import { type Windows, checkSpatial, checkWindows, formatAxes, padSpatial, perAxis, slide } from "./spatial.ts";

/** Options of all pooling layers. `Extent` is the type of a value per axis: a number, or a pair of numbers. */
export interface PoolingOptions<Extent> {
  /** Distance between the starts of neighboring windows. Default: the size, so that windows do not overlap. */
  readonly stride?: Extent;
  /** Number of elements added to both ends of each axis, at most half the size. Default 0. */
  readonly padding?: Extent;
}

/** Options of max pooling. `Extent` is the type of a value per axis: a number, or a pair of numbers. */
export interface MaxPoolingOptions<Extent> extends PoolingOptions<Extent> {
  /** Distance between neighboring elements of a window. Default 1. */
  readonly dilation?: Extent;
}

export const poolingKinds = { stride: "number array", padding: "number array" } as const;

/** Geometry of the windows of a pooling layer. Throws an ArgumentError if an option is out of range. */
export function poolingWindows(
  layer: string,
  taps: number | Shape,
  axes: number,
  options: MaxPoolingOptions<number | Shape>,
): Windows {
  const size = perAxis(layer, "size", taps, axes, 1);
  const stride = perAxis(layer, "stride", options.stride ?? size, axes, 1);
  const dilation = perAxis(layer, "dilation", options.dilation ?? 1, axes, 1);
  const padding = perAxis(layer, "padding", options.padding ?? 0, axes, 0);
  if (padding.some((width, i) => width > size[i]! / 2)) {
    throw new ArgumentError(`new ${layer} was given padding ${formatShape(padding)} for size ${formatShape(size)}`, {
      rule: "The padding must be at most half the size.",
    });
  }
  return { size, stride, dilation, padding: padding.map((width) => [width, width]) };
}

/** Options of average pooling. `Extent` is the type of a value per axis: a number, or a pair of numbers. */
export interface AveragePoolingOptions<Extent> extends PoolingOptions<Extent> {
  /** Include the zeros of the padding in the means. Default true. */
  readonly countIncludePad?: boolean;
}

/** Layer that reduces each window to one number. */
export interface Pooling extends Module {
  readonly windows: Windows;
}

/** Formats a layer as MaxPool2d(3, stride 2). The stride is omitted if it equals the size. */
export function formatPooling({ windows: { size, stride } }: Pooling, name: string): string {
  const gap = size.some((taps, i) => taps !== stride[i]!) ? `, stride ${formatAxes(stride)}` : "";
  return `${name}(${formatAxes(size)}${gap})`;
}

/** Maximum of each window: [n, channels, ...axes] -> [n, channels, ...counts]. */
export function poolMax(layer: Pooling, x: Tensor): Tensor {
  const { windows } = layer;
  checkSpatial(layer, x, null, windows.size.length);
  checkWindows(layer, x, windows);
  return firstMax(slide(padLow(x, windows), windows), windows.size);
}

/** Pads the spatial axes with -Infinity. */
function padLow(x: Tensor, { padding }: Windows): Tensor {
  if (padding.every(([before]) => before === 0)) return x;
  const inside = padSpatial(ones(x.shape.slice(2), "bool"), padding);
  return where(inside, padSpatial(x, padding), -Infinity);
}

/** Maximum over the last axes, which have the shape `size`. The gradient goes to the first of equal maxima only. */
function firstMax(view: Tensor, size: Shape): Tensor {
  const axes = size.map((_, i) => i - size.length);
  const pool = customGrad(
    (x: Tensor) => x.max(axes),
    (dy, [x], y) => {
      const align = (each: Tensor) => each.reshape([...each.shape, ...size.map(() => 1)]);
      const place = iota(sizeOf(size)).reshape(size);
      // A NaN is not equal to itself.
      const isLargest = x!.equal(align(y)).or(x!.notEqual(x!));
      const first = where(isLargest, place, sizeOf(size)).min(axes, { keepDims: true });
      return [where(place.equal(first), align(dy), 0)];
    },
  );
  return pool(view);
}

/** Maximum along `axis`, which is removed. The gradient goes to the first of equal maxima only. */
export function firstMaxAlong(x: Tensor, axis: number): Tensor {
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return firstMax(x.permute([...others, axis]), [x.shape[axis]!]);
}

/** Sum of each window: [..., ...axes] -> [..., ...counts]. */
function sumWindows(x: Tensor, windows: Windows): Tensor {
  const view = slide(padSpatial(x, windows.padding), windows);
  return view.sum(windows.size.map((_, i) => i - windows.size.length));
}

/** Mean of each window: [n, channels, ...axes] -> [n, channels, ...counts]. */
export function poolAverage(layer: Pooling & { readonly countIncludePad: boolean }, x: Tensor): Tensor {
  const { windows, countIncludePad } = layer;
  checkSpatial(layer, x, null, windows.size.length);
  checkWindows(layer, x, windows);
  const sums = sumWindows(x, windows);
  if (countIncludePad) return sums.div(sizeOf(windows.size));
  return sums.div(sumWindows(ones(x.shape.slice(2)), windows));
}
