/** What the pooling layers share: their options, the largest element of a window, and means over windows. */
import { ArgumentError } from "../base/errors.ts";
import { type Shape, formatShape, sizeOf } from "../base/shape.ts";
import { type Module, type Tensor, customGrad, iota, ones, where } from "../tensor/index.ts";
import { type Windows, checkSpatial, checkWindows, formatAxes, padSpatial, perAxis, slide } from "./spatial.ts";

/** `Extent` is how a number for each axis is given. */
export interface PoolingOptions<Extent> {
  /** Elements from one window to the next. Default: the size, so that windows do not overlap. */
  readonly stride?: Extent;
  /** Elements added on either side of each axis, at most half the size. Default 0. */
  readonly padding?: Extent;
}

/** `Extent` is how a number for each axis is given. */
export interface MaxPoolingOptions<Extent> extends PoolingOptions<Extent> {
  /** Elements from one tap to the next. Default 1. */
  readonly dilation?: Extent;
}

export const poolingKinds = { stride: "number array", padding: "number array" } as const;

/** Where the windows of a pooling layer lie. Throws an ArgumentError for options out of range. */
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
      rule: "The padding is at most half the size, so that every window holds an element of x.",
    });
  }
  return { size, stride, dilation, padding: padding.map((width) => [width, width]) };
}

/** `Extent` is how a number for each axis is given. */
export interface AveragePoolingOptions<Extent> extends PoolingOptions<Extent> {
  /** Count the zeros of the padding as elements. Default true. */
  readonly countIncludePad?: boolean;
}

/** A layer that reduces each window to one number. */
export interface Pooling extends Module {
  readonly windows: Windows;
}

/** MaxPool2d(3, stride 2): the size, and the stride where windows overlap or leave gaps. */
export function formatPooling({ windows: { size, stride } }: Pooling, name: string): string {
  const gap = size.some((taps, i) => taps !== stride[i]!) ? `, stride ${formatAxes(stride)}` : "";
  return `${name}(${formatAxes(size)}${gap})`;
}

/** The largest element of each window: [n, channels, ...axes] -> [n, channels, ...counts]. */
export function poolMax(layer: Pooling, x: Tensor): Tensor {
  const { windows } = layer;
  checkSpatial(layer, x, null, windows.size.length);
  checkWindows(layer, x, windows);
  return firstMax(slide(padLow(x, windows), windows), windows.size);
}

/** With -infinity around the spatial axes, which no element of x is less than. */
function padLow(x: Tensor, { padding }: Windows): Tensor {
  if (padding.every(([before]) => before === 0)) return x;
  const inside = padSpatial(ones(x.shape.slice(2), "bool"), padding);
  return where(inside, padSpatial(x, padding), -Infinity);
}

/** The maximum over the last axes, `size`, whose gradient goes to the first of equal maxima, and to no other. */
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

/** The maximum along `axis`, which is dropped; the gradient goes to the first of equal maxima. */
export function firstMaxAlong(x: Tensor, axis: number): Tensor {
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return firstMax(x.permute([...others, axis]), [x.shape[axis]!]);
}

/** The sum of each window: [..., ...axes] -> [..., ...counts]. */
function sumWindows(x: Tensor, windows: Windows): Tensor {
  const view = slide(padSpatial(x, windows.padding), windows);
  return view.sum(windows.size.map((_, i) => i - windows.size.length));
}

/** The mean of each window; with the zeros of the padding as elements where `countIncludePad`. */
export function poolAverage(layer: Pooling & { readonly countIncludePad: boolean }, x: Tensor): Tensor {
  const { windows, countIncludePad } = layer;
  checkSpatial(layer, x, null, windows.size.length);
  checkWindows(layer, x, windows);
  const sums = sumWindows(x, windows);
  if (countIncludePad) return sums.div(sizeOf(windows.size));
  return sums.div(sumWindows(ones(x.shape.slice(2)), windows));
}
