/** Slices, padding, splits and other movements, with defaults that the primitives do not have. Works on nodes. */
import { operandOf } from "../../base/build.ts";
import { ArgumentError, ShapeError } from "../../base/errors.ts";
import { shown } from "../../base/options.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { axisOf, describe, toCommonType } from "./operand.ts";

/**
 * The range of one axis: [start, stop], [start, stop, step], or null for the whole axis. A bound of null is the end of
 * the axis; negative bounds count from the end, as in Python. `stop` is exclusive, and the step may be negative.
 */
export type Range = readonly [start: number | null, stop: number | null, step?: number] | null;

/** Slices each axis by its range. Axes without a range stay whole. */
export function slice(x: Node, ranges: readonly Range[]): Node {
  if (ranges.length > x.shape.length) {
    throw new ShapeError(`slice was given ${ranges.length} ranges`, {
      operands: [operandOf(x, "x")],
      rule: "There must be at most one range, [start, stop], [start, stop, step] or null, per axis.",
    });
  }
  const resolved = x.shape.map((length, axis) => resolve(ranges[axis] ?? null, length));
  return build.slice(
    x,
    resolved.map(({ start }) => start),
    resolved.map(({ count }) => count),
    resolved.map(({ step }) => step),
  );
}

function resolve(range: Range, length: number): { start: number; count: number; step: number } {
  if (range === null) return { start: 0, count: length, step: 1 };
  const [from, to, step = 1] = (Array.isArray(range) ? range : []) as unknown as NonNullable<Range>;
  const isBound = (bound: unknown) => bound === null || Number.isInteger(bound);
  if (!isBound(from) || !isBound(to) || !Number.isInteger(step) || step === 0 || range.length > 3) {
    throw new ArgumentError(`slice was given ${Array.isArray(range) ? JSON.stringify(range) : describe(range)}`, {
      rule: "A range is [start, stop] or [start, stop, step] of integers or null, with a step other than 0.",
    });
  }
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const bound = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, low), high);
  const start = from === null ? (step > 0 ? low : high) : bound(from);
  const stop = to === null ? (step > 0 ? high : low) : bound(to);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return { start: count === 0 ? 0 : start, count, step };
}

/** Reverses the order of the elements along `axes`. */
export function flip(x: Node, axes: readonly number[]): Node {
  const starts = x.shape.map((length, axis) => (axes.includes(axis) && length > 0 ? length - 1 : 0));
  return build.slice(
    x,
    starts,
    x.shape,
    x.shape.map((_, axis) => (axes.includes(axis) ? -1 : 1)),
  );
}

/** Splits `axis` into `count` parts of equal length. */
export function chunk(x: Node, count: number, axis: number): Node[] {
  const at = axisOf(x, axis, "chunk");
  const length = x.shape[at]!;
  if (!Number.isInteger(count) || count < 1 || count > Math.max(1, length) || length % count !== 0) {
    throw new ShapeError(`chunk cannot divide axis ${axis} into ${shown(count)} parts`, {
      operands: [operandOf(x, "x")],
      rule: `It must be a divisor of ${length}.`,
      fix: "For parts of unequal lengths, use split.",
    });
  }
  return cut(x, new Array<number>(count).fill(length / count), at);
}

/** Splits `axis` into parts of length `size`, of which the last may be shorter, or into parts of the given lengths. */
export function split(x: Node, size: number | readonly number[], axis: number): Node[] {
  const at = axisOf(x, axis, "split");
  const length = x.shape[at]!;
  const isLength = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
  const sizes = typeof size === "number" ? equalParts(length, size) : size;
  if (!Array.isArray(sizes) || !sizes.every(isLength) || sizes.reduce((a, b) => a + b, 0) !== length) {
    throw new ShapeError(`split cannot divide axis ${axis} into parts of ${JSON.stringify(size)}`, {
      operands: [operandOf(x, "x")],
      rule: `It must be the length of each part, or a list of lengths with sum ${length}.`,
    });
  }
  return cut(x, sizes, at);
}

/** Returns parts of length `size` that add up to `length`; the last one may be shorter. */
function equalParts(length: number, size: number): number[] {
  if (!Number.isInteger(size) || size < 1) return [-1];
  const count = Math.max(1, Math.ceil(length / size));
  return Array.from({ length: count }, (_, i) => Math.min(size, length - i * size));
}

function cut(x: Node, sizes: readonly number[], axis: number): Node[] {
  let start = 0;
  return sizes.map((size) => {
    const starts = x.shape.map((_, i) => (i === axis ? start : 0));
    start += size;
    return build.slice(
      x,
      starts,
      x.shape.with(axis, size),
      x.shape.map(() => 1),
    );
  });
}

/** Removes an axis of length 1, or all such axes. */
export function squeeze(x: Node, axis: number | undefined): Node {
  if (axis === undefined)
    return build.reshape(
      x,
      x.shape.filter((length) => length !== 1),
    );
  const at = axisOf(x, axis, "squeeze");
  if (x.shape[at] === 1) return build.reshape(x, x.shape.toSpliced(at, 1));
  throw new ShapeError(`squeeze cannot drop axis ${axis} of length ${x.shape[at]}`, {
    operands: [operandOf(x, "x")],
    rule: "The length of the axis must be 1.",
  });
}

/** Swaps the axes `first` and `second`. */
export function transpose(x: Node, first: number, second: number): Node {
  const [a, b] = [axisOf(x, first, "transpose"), axisOf(x, second, "transpose")];
  return build.permute(
    x,
    x.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
  );
}

/** Concatenates along an existing axis. Element types are promoted. */
export function concat(xs: readonly Node[], axis: number): Node {
  const [first, ...rest] = xs as readonly [Node, ...Node[]];
  const common = rest.reduce((x, y) => toCommonType(x, y)[0], first).dtype;
  return build.concat(
    xs.map((x) => build.cast(x, common)),
    axisOf(first, axis, "concat"),
  );
}

/** Pads each axis with zeros. */
export function pad(x: Node, widths: readonly (readonly [number, number])[]): Node {
  const fits = (width: unknown) => Array.isArray(width) && width.length === 2 && width.every(Number.isInteger);
  if (!Array.isArray(widths) || widths.length !== x.shape.length || !widths.every(fits)) {
    throw new ShapeError("pad was given widths that do not match", {
      operands: [operandOf(x, "x")],
      rule: "Each axis needs one pair [before, after] of integers.",
    });
  }
  return build.pad(
    x,
    widths.map(([before]) => before),
    widths.map(([, after]) => after),
  );
}
