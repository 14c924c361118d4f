/**
 * Converts JavaScript data to the elements of a tensor: one typed array in row-major order, with a shape and an element
 * type.
 */
import type { DType, TypedArray } from "../../base/dtype.ts";
import { checkElementType, elementTypeOf, roundTo, typedArray } from "../../base/dtype.ts";
import { ArgumentError, DTypeError, ShapeError } from "../../base/errors.ts";
import type { Shape } from "../../base/shape.ts";
import { formatShape, sameShape, sizeOf } from "../../base/shape.ts";
import { checkShape, describe } from "./operand.ts";

/** Numbers or booleans, or arrays of them nested to any depth. */
export type Nested = number | boolean | readonly Nested[];

/** Typed arrays that are converted to an element type of tensors. */
export type OtherArray =
  | Float64Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Uint32Array
  | Uint8ClampedArray
  | BigInt64Array
  | BigUint64Array;

interface Elements {
  readonly data: TypedArray;
  readonly shape: Shape;
  readonly dtype: DType;
}

/**
 * Returns a copy of `data` as `dtype`. The default is the element type of the typed array, bool for booleans, and f32
 * for numbers.
 */
export function elementsOf(data: TypedArray | OtherArray | Nested, shape?: Shape, dtype?: DType): Elements {
  const given = arrayOf(data);
  const type = dtype ?? given.dtype;
  checkElementType(type, "Tensor.from");
  const result = shape ?? given.shape;
  checkShape(result, "Tensor.from");
  checkCount(given.data.length, result);
  const copy = typedArray(type, given.data.length);
  copy.set(given.data);
  if (type !== elementTypeOf(data)) checkExact(given.data, type);
  return { data: copy, shape: result, dtype: type };
}

/** Throws a ShapeError unless `shape` has `count` elements. */
export function checkCount(count: number, shape: Shape): void {
  if (count === sizeOf(shape)) return;
  throw new ShapeError(`Tensor.from cannot make shape ${formatShape(shape)} from ${count} elements`, {
    rule: `The shape ${formatShape(shape)} has ${sizeOf(shape)} elements.`,
  });
}

function arrayOf(data: TypedArray | OtherArray | Nested): { data: ArrayLike<number>; shape: Shape; dtype: DType } {
  const own = elementTypeOf(data);
  if (own !== null) return { data: data as TypedArray, shape: [(data as TypedArray).length], dtype: own };
  if (ArrayBuffer.isView(data) && "length" in data) return converted(data as OtherArray);
  const flat: (number | boolean)[] = [];
  const shape = flatten(data, flat);
  const booleans = flat.length > 0 && typeof flat[0] === "boolean";
  if (flat.some((value) => (typeof value === "boolean") !== booleans)) {
    throw new ArgumentError("Tensor.from was given numbers and booleans", {
      rule: "All elements must have one type.",
    });
  }
  return { data: flat.map(Number), shape, dtype: booleans ? "bool" : "f32" };
}

/**
 * Converts a typed array of another type: floats are rounded to f32, integers become i32 (checked later to be in
 * range).
 */
function converted(data: OtherArray): { data: ArrayLike<number>; shape: Shape; dtype: DType } {
  const numbers = Float64Array.from<number | bigint>(data, Number);
  return {
    data: numbers,
    shape: [numbers.length],
    dtype: data[Symbol.toStringTag].startsWith("Float") ? "f32" : "i32",
  };
}

/** Appends the leaves of `data` to `flat` and returns its shape. */
function flatten(data: Nested, flat: (number | boolean)[], depth = 0): Shape {
  if (typeof data === "number" || typeof data === "boolean") {
    flat.push(data);
    return [];
  }
  if (!Array.isArray(data) || depth > 100) {
    throw new ArgumentError(`Tensor.from was given ${depth > 100 ? "an array that contains itself" : describe(data)}`, {
      rule: "It must be a typed array, or numbers or booleans, possibly in nested arrays.",
    });
  }
  const shapes = Array.from(data, (item: Nested) => flatten(item, flat, depth + 1));
  const [first = []] = shapes;
  const odd = shapes.find((shape) => !sameShape(shape, first));
  if (odd === undefined) return [data.length, ...first];
  throw new ShapeError(`Tensor.from was given rows of shapes ${formatShape(first)} and ${formatShape(odd)}`, {
    rule: "All rows must have the same shape.",
  });
}

/** Throws a DTypeError if `dtype` cannot hold every value exactly. f32 is exempt: it rounds. */
function checkExact(data: ArrayLike<number>, dtype: DType): void {
  if (dtype === "f32") return;
  for (let i = 0; i < data.length; i++) {
    if (roundTo(dtype, data[i]!) === data[i]) continue;
    throw new DTypeError(`Tensor.from cannot store ${data[i]} as ${dtype}`, {
      rule: "Integers must be whole and in range; a bool is 0 or 1.",
      fix: 'Store it as f32 and cast it: Tensor.from(data, shape, "f32").cast("i32").',
    });
  }
}
