/**
 * Conversion of the element types of a checkpoint to those of Hebb. Conversions are exact or fail, except f64, which is
 * rounded to f32.
 */
import type { DType, TypedArray } from "../base/dtype.ts";

/** Conversion of one stored element type. */
export interface Conversion {
  /** Bytes per stored element. */
  readonly bytes: number;
  readonly dtype: DType;
  /** Returns element i, or null if it cannot be represented. Undefined if the bytes need no conversion. */
  readonly at?: (view: DataView, i: number) => number | null;
  /** Reason for `null`, which completes "element 3 is …". */
  readonly loss?: string;
}

/** Conversions by the name of the element type in a safetensors header. */
export const conversions: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ["F32", { bytes: 4, dtype: "f32" }],
  ["I32", { bytes: 4, dtype: "i32" }],
  ["U8", { bytes: 1, dtype: "u8" }],
  ["BOOL", { bytes: 1, dtype: "bool", at: readBool, loss: "neither 0 nor 1" }],
  ["F64", { bytes: 8, dtype: "f32", at: readDouble, loss: "beyond the range of f32" }],
  ["F16", { bytes: 2, dtype: "f32", at: readHalf }],
  ["BF16", { bytes: 2, dtype: "f32", at: readBrainFloat }],
  ["I64", { bytes: 8, dtype: "i32", at: readLong, loss: "beyond the range of i32" }],
]);

/** Fills `target` from `bytes`. Returns the index of the first element that cannot be represented, or -1. */
export function convert(conversion: Conversion, bytes: Uint8Array, target: TypedArray): number {
  const { at } = conversion;
  if (at === undefined) {
    new Uint8Array(target.buffer).set(bytes);
    return -1;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < target.length; i++) {
    const value = at(view, i);
    if (value === null) return i;
    target[i] = value;
  }
  return -1;
}

function readBool(view: DataView, i: number): number | null {
  const value = view.getUint8(i);
  return value <= 1 ? value : null;
}

function readDouble(view: DataView, i: number): number | null {
  const value = view.getFloat64(8 * i, true);
  return Number.isFinite(value) && !Number.isFinite(Math.fround(value)) ? null : value;
}

/** IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits. */
function readHalf(view: DataView, i: number): number {
  const bits = view.getUint16(2 * i, true);
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** Bfloat16: the upper half of an f32. */
function readBrainFloat(view: DataView, i: number): number {
  word.setUint32(0, view.getUint16(2 * i, true) << 16);
  return word.getFloat32(0);
}

function readLong(view: DataView, i: number): number | null {
  const low = view.getInt32(8 * i, true);
  return view.getInt32(8 * i + 4, true) === low >> 31 ? low : null;
}

const word = new DataView(new ArrayBuffer(4));
