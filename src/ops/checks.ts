/** Checks shared by the shape and type rules of the records. Their errors show complete shapes. */
import { operandOf, type Value } from "../base/build.ts";
import { type DType, promote } from "../base/dtype.ts";
import { ArgumentError, DTypeError, type Operand, ShapeError } from "../base/errors.ts";
import { broadcastShapes, formatShape, type Shape } from "../base/shape.ts";
import type { Attributes } from "./primitive.ts";

export function operandsOf(values: readonly Value[], names: readonly string[]): Operand[] {
  return values.map((value, i) => operandOf(value, names[i] ?? `input ${i}`));
}

/** Reads a list attribute. The cast is safe because only the builder writes attributes. */
export function listOf(attributes: Attributes, name: string): readonly number[] {
  return attributes[name] as readonly number[];
}

export function numberOf(attributes: Attributes, name: string): number {
  return attributes[name] as number;
}

export function dtypeOf(attributes: Attributes): DType {
  return attributes["dtype"] as DType;
}

export function checkDType(op: string, value: Value, name: string, allowed: readonly DType[]): void {
  if (allowed.includes(value.dtype)) return;
  throw new DTypeError(`${op} does not support ${value.dtype}`, {
    operands: operandsOf([value], [name]),
    rule: `Supported: ${allowed.join(", ")}.`,
    fix: `Cast it to ${allowed[0]}.`,
  });
}

/** The common element type of `values`. Throws a DTypeError if they differ. */
export function commonDType(op: string, values: readonly Value[], names: readonly string[]): DType {
  const [first, ...rest] = values.map(({ dtype }) => dtype);
  const other = rest.find((dtype) => dtype !== first);
  if (other !== undefined) {
    throw new DTypeError(`${op} cannot mix ${first} with ${other}`, {
      operands: operandsOf(values, names),
      rule: "The element types must be equal.",
      fix: `Cast both to ${rest.reduce(promote, first!)}.`,
    });
  }
  return first!;
}

/** The shape to which `values` broadcast. Throws a ShapeError if they do not broadcast. */
export function commonShape(op: string, values: readonly Value[], names: readonly string[]): Shape {
  const shapes = values.map(({ shape }) => shape);
  const shape = broadcastShapes(...shapes);
  if (shape) return shape;
  const fix = alignment(shapes);
  throw new ShapeError(`${op} cannot broadcast ${shapes.map(formatShape).join(" with ")}`, {
    operands: operandsOf(values, names),
    rule: "Aligned at the last axis, lengths must be equal or 1.",
    ...(fix ? { fix } : {}),
  });
}

/** Suggests a reshape for two shapes that would broadcast if the shorter one had trailing axes of length 1. */
function alignment(shapes: readonly Shape[]): string | undefined {
  if (shapes.length !== 2) return undefined;
  const [short, long] = shapes.toSorted((a, b) => a.length - b.length) as [Shape, Shape];
  for (let extra = 1; extra <= long.length - short.length; extra++) {
    const candidate = [...short, ...new Array<number>(extra).fill(1)];
    if (broadcastShapes(candidate, long)) return `Reshape ${formatShape(short)} to ${formatShape(candidate)}.`;
  }
  return undefined;
}

export function checkAxes(op: string, value: Value, axes: readonly number[]): void {
  if (axes.every((axis, i) => axis in value.shape && axes.indexOf(axis) === i)) return;
  throw new ShapeError(`${op} cannot use axes ${formatShape(axes)}`, {
    operands: operandsOf([value], ["x"]),
    rule: `Axes must be distinct integers from 0 to ${value.shape.length - 1}.`,
  });
}

/** Throws an ArgumentError unless `list` contains one integer of at least `least` for each axis of `value`. */
export function checkPerAxis(op: string, value: Value, what: string, list: readonly number[], least: number): void {
  if (list.length === value.shape.length && list.every((n) => Number.isInteger(n) && n >= least)) return;
  throw new ArgumentError(`${op} cannot use ${what} ${formatShape(list)}`, {
    operands: operandsOf([value], ["x"]),
    rule: `Pass one integer per axis${least === -Infinity ? "" : `, at least ${least}`}.`,
  });
}
