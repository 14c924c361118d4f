/** What the pooling layers share: their options, the largest element of a window, and means over windows. */
import { ArgumentError } from "../base/errors.ts";
import { type Shape, formatShape } from "../base/shape.ts";
import { type Module, type Tensor, customGrad, iota, ones, where, window } from "../tensor/index.ts";
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

/** A layer that reduces each window to one number. */
export interface Pooling extends Module {
  readonly windows: Windows;
}

/** MaxPool2d(3, stride 2): the size, and the stride where windows overlap or leave gaps. */
export function formatPooling({ windows: { size, stride } }: Pooling, name: string): string {
  const gap = size.some((taps, i) => taps !== stride[i]!) ? `, stride ${formatAxes(stride)}` : "";
  return `${name}(${formatAxes(size)}${gap})`;
}

/**
 * The largest element of each window: [n, channels, ...axes] -> [n, channels, ...counts]. One axis after the other: the
 * first maximum in row-major order is the first of its row, in the first row that holds it.
 */
export function poolMax(layer: Pooling, x: Tensor): Tensor {
  const { windows } = layer;
  checkSpatial(layer, x, null, windows.size.length);
  checkWindows(layer, x, windows);
  const padded = padLow(x, windows);
  const last = padded.shape.length - 1;
  return windows.size.reduceRight((y, taps, i) => {
    const axis = last - (windows.size.length - 1 - i);
    return firstMax(window(y, taps, { axis, stride: windows.stride[i]!, dilation: windows.dilation[i]! }));
  }, padded);
}

/** With -infinity around the spatial axes, which no element of x is less than. */
function padLow(x: Tensor, { padding }: Windows): Tensor {
  if (padding.every(([before]) => before === 0)) return x;
  const inside = padSpatial(ones(x.shape.slice(2), "bool"), padding);
  return where(inside, padSpatial(x, padding), -Infinity);
}

/** The maximum over the last axis, whose gradient goes to the first of equal maxima, and to no other. */
const firstMax = customGrad(
  (view: Tensor) => view.max(-1),
  (dy, [view]) => {
    const chosen = view!.argmax(-1, { keep: true }).equal(iota(view!.shape.at(-1)!));
    return [where(chosen, dy.unsqueeze(-1), 0)];
  },
);

/** The sum of each window: [..., ...axes] -> [..., ...counts]. */
export function sumWindows(x: Tensor, windows: Windows): Tensor {
  const view = slide(padSpatial(x, windows.padding), windows);
  return view.sum(windows.size.map((_, i) => i - windows.size.length));
}
