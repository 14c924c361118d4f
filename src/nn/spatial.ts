/**
 * Shared code of convolution and pooling: options per spatial axis, padding, and windows over [n, channels, ...axes].
 */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import { type Shape, formatShape } from "../base/shape.ts";
import { type Module, type Tensor, window } from "../tensor/index.ts";
import { given } from "./given.ts";

/** Value for the two axes of an image: one number for both, or [vertical, horizontal]. */
export type Pair = number | readonly [vertical: number, horizontal: number];

/** Geometry of sliding windows, with one number per spatial axis. */
export interface Windows {
  readonly size: Shape;
  readonly stride: Shape;
  readonly dilation: Shape;
  /** Number of elements added before and after each axis. */
  readonly padding: readonly (readonly [before: number, after: number])[];
}

/**
 * Expands `value` to one number per axis. Throws an ArgumentError unless it has integers of at least `least`, one or
 * `axes`.
 */
export function perAxis(layer: string, name: string, value: number | Shape, axes: number, least: number): number[] {
  const values = Array.isArray(value) ? [...(value as Shape)] : new Array<number>(axes).fill(value as number);
  if (values.length === axes && values.every((each) => Number.isSafeInteger(each) && each >= least)) return values;
  const text = Array.isArray(value) ? formatShape(values) : shown(value);
  throw new ArgumentError(`new ${layer} was given ${text} as ${name}`, {
    rule: `It must be an integer of at least ${least}${axes > 1 ? `, or an array of ${axes}` : ""}.`,
  });
}

/** Formats values per axis for printed layers: [2, 2] as 2, and [2, 1] as [2, 1]. */
export function formatAxes(values: Shape): string {
  return values.every((each) => each === values[0]) ? String(values[0]) : formatShape(values);
}

/**
 * Throws a ShapeError unless `x` is [n, channels, ...axes] with `axes` spatial axes. `channels` is null for any number.
 */
export function checkSpatial(layer: Module, x: Tensor, channels: number | null, axes: number): void {
  if (given(x, layer).shape.length === axes + 2 && (channels === null || x.shape[1] === channels)) return;
  const names = axes === 1 ? "length" : "height, width";
  const isExample = channels === null || x.shape[0] === channels;
  const missing = isExample ? "batch axis: x.unsqueeze(0)" : channels === 1 ? "channel axis: x.unsqueeze(1)" : null;
  throw new ShapeError(`${String(layer)} cannot take ${formatShape(x.shape)}`, {
    operands: [operandOf(x.node, "x")],
    rule: `x must have the shape [n, ${channels ?? "channels"}, ${names}].`,
    fix: x.shape.length === axes + 1 && missing ? `Add a ${missing}.` : undefined,
  });
}

/** Throws a ShapeError unless at least one window fits into the padded `x`. */
export function checkWindows(layer: Module, x: Tensor, windows: Windows, weight?: Tensor): void {
  const { size, dilation, padding } = windows;
  const lengths = padding.map(([before, after], i) => before + x.shape[i + 2]! + after);
  const reach = size.map((taps, i) => (taps - 1) * dilation[i]! + 1);
  if (reach.every((each, i) => each <= lengths[i]!)) return;
  throw new ShapeError(`${String(layer)} does not fit into ${formatShape(x.shape)}`, {
    operands: [operandOf(x.node, "x"), ...(weight ? [operandOf(weight.node, "weight")] : [])],
    rule: `The window is ${formatShape(reach)}, but the padded input is ${formatShape(lengths)}.`,
    fix: "Use larger inputs, more padding or a smaller window.",
  });
}

/** Pads the last axes of `x` with zeros. */
export function padSpatial(x: Tensor, padding: Windows["padding"]): Tensor {
  if (padding.every(([before, after]) => before === 0 && after === 0)) return x;
  return x.pad([...x.shape.slice(0, -padding.length).map(() => [0, 0] as const), ...padding]);
}

/** Sliding windows over the last axes of a padded `x`: [..., ...axes] -> [..., ...counts, ...size]. */
export function slide(x: Tensor, { size, stride, dilation }: Omit<Windows, "padding">): Tensor {
  const first = x.shape.length - size.length;
  return size.reduce(
    (view, taps, i) => window(view, taps, { axis: first + i, stride: stride[i]!, dilation: dilation[i]! }),
    x,
  );
}
