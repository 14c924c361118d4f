/**
 * Element types of tensors: sizes in memory, promotion and conversion. f64 is not an element type; only the reference
 * interpreter computes in f64.
 */

import { DTypeError, OutOfMemoryError } from "./errors.ts";

/** Element type of a tensor. f32 and i32 take four bytes, u8 and bool one. A bool is stored as 0 or 1. */
export type DType = "f32" | "i32" | "u8" | "bool";

/** Array that holds a tensor's elements in JavaScript. bool elements are the 0s and 1s of a Uint8Array. */
export type TypedArray = Float32Array | Int32Array | Uint8Array;

const info: Record<DType, { bytes: number; rank: number; create: (length: number) => TypedArray }> = {
  bool: { bytes: 1, rank: 0, create: (length) => new Uint8Array(length) },
  u8: { bytes: 1, rank: 1, create: (length) => new Uint8Array(length) },
  i32: { bytes: 4, rank: 2, create: (length) => new Int32Array(length) },
  f32: { bytes: 4, rank: 3, create: (length) => new Float32Array(length) },
};

/** Throws a DTypeError unless `dtype`, an argument of `op`, is an element type. */
export function checkElementType(dtype: unknown, op: string): void {
  if (Object.hasOwn(info, dtype as string)) return;
  throw new DTypeError(`${op} was given ${String(dtype)} as an element type`, {
    rule: `Element types are ${Object.keys(info).join(", ")}.`,
  });
}

/** The element type of a typed array, or null if tensors do not support it. */
export function elementTypeOf(data: unknown): "f32" | "i32" | "u8" | null {
  if (data instanceof Float32Array) return "f32";
  if (data instanceof Int32Array) return "i32";
  return data instanceof Uint8Array || data instanceof Uint8ClampedArray ? "u8" : null;
}

export function bytesOf(dtype: DType): number {
  return info[dtype].bytes;
}

export function isFloat(dtype: DType): boolean {
  return dtype === "f32";
}

/** Creates a zero-filled array of `length` elements of `dtype`. Throws an OutOfMemoryError if allocation fails. */
export function typedArray(dtype: DType, length: number): TypedArray {
  try {
    return info[dtype].create(length);
  } catch (error) {
    throw new OutOfMemoryError(`No memory for ${length} elements of type ${dtype}: ${String(error)}`);
  }
}

/** The type in which a binary operation computes: the larger of the two in the order bool < u8 < i32 < f32. */
export function promote(a: DType, b: DType): DType {
  return info[a].rank >= info[b].rank ? a : b;
}

/** Converts `x` to `dtype`: f32 rounds, i32 wraps, u8 truncates and saturates, bool is 0 or 1. */
export function roundTo(dtype: DType, x: number): number {
  switch (dtype) {
    case "f32":
      return Math.fround(x);
    case "i32":
      return x | 0;
    case "u8":
      return Math.max(0, Math.min(255, Math.trunc(x) || 0));
    case "bool":
      return x === 0 ? 0 : 1;
  }
}

/** Formats a number unambiguously: JSON has no infinities, and String drops the sign of zero. */
export function literal(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}
