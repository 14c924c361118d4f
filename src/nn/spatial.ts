/** What convolution and pooling share: options given per spatial axis, padding, and windows over [n, channels, ...axes]. */
import { operandOf } from "../base/build.ts";
import { ArgumentError, ShapeError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import { type Shape, formatShape } from "../base/shape.ts";
import { type Module, type Tensor, window } from "../tensor/index.ts";
import { given } from "./given.ts";

/** One number for both axes, or [vertical, horizontal]. */
export type Pair = number | readonly [vertical: number, horizontal: number];

/** Where windows lie, with one number for each spatial axis. */
export interface Windows {
  readonly size: Shape;
  readonly stride: Shape;
  readonly dilation: Shape;
  /** Elements before and after each axis. */
  readonly padding: readonly (readonly [before: number, after: number])[];
}

/** `value` for each of `axes`. Throws an ArgumentError unless it is one whole number from `least` on, or one per axis. */
export function perAxis(layer: string, name: string, value: number | Shape, axes: number, least: number): number[] {
  const values = Array.isArray(value) ? [...(value as Shape)] : new Array<number>(axes).fill(value as number);
  if (values.length === axes && values.every((each) => Number.isSafeInteger(each) && each >= least)) return values;
  const text = Array.isArray(value) ? formatShape(values) : shown(value);
  throw new ArgumentError(`new ${layer} was given ${text} as ${name}`, {
    rule: `${name} is a whole number from ${least} on${axes > 1 ? `, or ${axes} of them, one for each axis` : ""}.`,
  });
}

/** [2, 2] as 2, [2, 1] as [2, 1]: how layers print their options. */
export function formatAxes(values: Shape): string {
  return values.every((each) => each === values[0]) ? String(values[0]) : formatShape(values);
}

/** Throws a ShapeError unless `x` is [n, channels, ...spatial] with `axes` spatial axes; null for any channels. */
export function checkSpatial(layer: Module, x: Tensor, channels: number | null, axes: number): void {
  if (given(x, layer).shape.length === axes + 2 && (channels === null || x.shape[1] === channels)) return;
  const names = axes === 1 ? "length" : "height, width";
  const single = x.shape.length === axes + 1 && (channels === null || x.shape[0] === channels);
  throw new ShapeError(`${String(layer)} cannot take ${formatShape(x.shape)}`, {
    operands: [operandOf(x.node, "x")],
    rule: `x has the shape [n, ${channels ?? "channels"}, ${names}].`,
    ...(single ? { fix: "Give a single example a batch axis: x.unsqueeze(0)." } : {}),
  });
}

/** Throws a ShapeError unless one window or more fits along each axis of `x`. */
export function checkWindows(layer: Module, x: Tensor, windows: Windows, weight?: Tensor): void {
  const { size, dilation, padding } = windows;
  const lengths = padding.map(([before, after], i) => before + x.shape[i + 2]! + after);
  const reach = size.map((taps, i) => (taps - 1) * dilation[i]! + 1);
  if (reach.every((each, i) => each <= lengths[i]!)) return;
  throw new ShapeError(`${String(layer)} finds no window in ${formatShape(x.shape)}`, {
    operands: [operandOf(x.node, "x"), ...(weight ? [operandOf(weight.node, "weight")] : [])],
    rule: `A window reaches over ${formatShape(reach)}, and the padded axes are ${formatShape(lengths)}.`,
    fix: "Give it larger inputs or more padding, or take a smaller window.",
  });
}

/** The last axes of `x` with zeros around them. */
export function padSpatial(x: Tensor, padding: Windows["padding"]): Tensor {
  if (padding.every(([before, after]) => before === 0 && after === 0)) return x;
  return x.pad([...x.shape.slice(0, -padding.length).map(() => [0, 0] as const), ...padding]);
}

/** Windows over the last axes of `x`, already padded: [..., ...axes] -> [..., ...counts, ...size]. */
export function slide(x: Tensor, { size, stride, dilation }: Omit<Windows, "padding">): Tensor {
  const first = x.shape.length - size.length;
  return size.reduce(
    (view, taps, i) => window(view, taps, { axis: first + i, stride: stride[i]!, dilation: dilation[i]! }),
    x,
  );
}
