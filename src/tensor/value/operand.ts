/**
 * Arguments of methods, converted before nodes are built: numbers become constants of the tensor's element type,
 * element types are promoted, and negative axes are resolved. Works on nodes.
 */
import type { DType } from "../../base/dtype.ts";
import { isFloat, promote, roundTo } from "../../base/dtype.ts";
import { operandOf } from "../../base/build.ts";
import { ArgumentError, DTypeError, ShapeError } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { formatShape, normalizeAxis, sizeOf } from "../../base/shape.ts";
import { describe } from "../../base/options.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";

/** One axis or several; undefined means all. Negative axes count from the end. */
export type Axis = number | readonly number[];

export { describe };

/**
 * Returns `value` as a scalar constant of `dtype`. Throws a DTypeError with `fix` if `dtype` cannot represent it; f32
 * rounds.
 */
export function constantOf(value: number, dtype: DType, op: string, fix = 'Convert the tensor: x.cast("f32").'): Node {
  if (!isFloat(dtype) && roundTo(dtype, value) !== value) {
    throw new DTypeError(`${op} cannot use ${value} as ${dtype}`, {
      rule: `A number takes the tensor's element type, and ${rangeOf(dtype)}.`,
      fix,
    });
  }
  return build.constant(value, dtype);
}

function rangeOf(dtype: DType): string {
  if (dtype === "bool") return "a bool is 0 or 1";
  return dtype === "u8" ? "u8 holds the integers from 0 to 255" : "i32 holds the integers from -2^31 to 2^31 - 1";
}

/** Returns both operands, converted to their common element type. */
export function toCommonType(x: Node, y: Node): [Node, Node] {
  const dtype = promote(x.dtype, y.dtype);
  return [build.cast(x, dtype), build.cast(y, dtype)];
}

/** Converts integers and bools to f32, for functions of real numbers. */
export function toFloat(x: Node): Node {
  return isFloat(x.dtype) ? x : build.cast(x, "f32");
}

/**
 * Returns `axis` counted from the front. Throws an ArgumentError unless it is an integer, and a ShapeError if it is out
 * of range.
 */
export function axisOf(x: Node, axis: number, op: string, rank = x.shape.length): number {
  if (!Number.isInteger(axis)) {
    throw new ArgumentError(`${op} was given ${describe(axis)} as an axis`, { rule: "It must be an integer." });
  }
  const result = normalizeAxis(axis, rank);
  if (result >= 0 && result < rank) return result;
  throw new ShapeError(`${op} has no axis ${axis}`, {
    operands: [operandOf(x, "x")],
    rule: rank === 0 ? "A scalar has no axes." : `Axes run from ${-rank} to ${rank - 1}.`,
  });
}

/**
 * Returns the axes in ascending order, or all axes if `axis` is undefined. Throws as `axisOf` does, and a ShapeError
 * for a repeated axis.
 */
export function axesOf(x: Node, axis: Axis | undefined, op: string): number[] {
  if (axis === undefined) return x.shape.map((_, i) => i);
  const given = typeof axis === "object" ? axis : [axis];
  if (!Array.isArray(given)) {
    throw new ArgumentError(`${op} was given ${describe(axis)} as axes`, {
      rule: "It must be a number or an array of them.",
    });
  }
  const axes = given.map((one: number) => axisOf(x, one, op)).sort((a, b) => a - b);
  if (new Set(axes).size === axes.length) return axes;
  throw new ShapeError(`${op} was given an axis twice: ${formatShape(given)}`, { operands: [operandOf(x, "x")] });
}

/** Throws an ArgumentError unless `shape` is an array of lengths. A length of -1 is allowed if `open` is true. */
export function checkShape(shape: unknown, op: string, open = false): asserts shape is Shape {
  const fits = (length: unknown) => Number.isInteger(length) && ((length as number) >= 0 || (open && length === -1));
  const isArray = Array.isArray(shape);
  const odd = isArray ? shape.findIndex((length) => !fits(length)) : 0;
  if (odd < 0) return;
  throw new ArgumentError(
    `${op} was given ${isArray ? `${describe(shape[odd])} as a length` : `${describe(shape)} as a shape`}`,
    { rule: "A shape is an array of integers of at least 0, such as [2, 3]." },
  );
}

/** Broadcasts `x` to `shape`: repeats it along new leading axes and axes of length 1. */
export function broadcastTo(x: Node, shape: Shape): Node {
  const missing = shape.length - x.shape.length;
  const aligned = missing > 0 ? build.reshape(x, [...new Array<number>(missing).fill(1), ...x.shape]) : x;
  return build.expand(aligned, shape);
}

/** Replaces the one -1 in `shape` by the length that keeps the number of elements of `x`. */
export function closeShape(x: Node, shape: Shape): Shape {
  const open = shape.indexOf(-1);
  if (open < 0) return shape;
  const known = sizeOf(shape.filter((length) => length !== -1));
  const length = sizeOf(x.shape) / known;
  const fits = shape.lastIndexOf(-1) === open && known > 0 && Number.isInteger(length);
  return fits ? shape.with(open, length) : shape;
}
