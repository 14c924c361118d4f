/**
 * Encoding and decoding of the safetensors format: named tensors in one file
 * (https://github.com/huggingface/safetensors). Works on bytes, so it also runs in browsers. Layout: u64 length of the
 * header, the header as JSON padded with spaces, then the elements of the tensors, little-endian, without gaps.
 */
import type { DType, TypedArray } from "../base/dtype.ts";
import { bytesOf, typedArray } from "../base/dtype.ts";
import { ArgumentError, DataError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { formatShape, sizeOf } from "../base/shape.ts";
import { convert } from "./conversion.ts";
import type { Entry } from "./header.ts";
import { headerLimit, metadataName, readHeader } from "./header.ts";

/** Stored tensor with its elements in row-major order; bool is a Uint8Array of 0 and 1. */
export interface StoredTensor {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly data: TypedArray;
}

/** Content of a safetensors file. */
export interface Checkpoint {
  readonly tensors: Map<string, StoredTensor>;
  readonly metadata: Record<string, string>;
}

const storedNames: Record<DType, string> = { f32: "F32", i32: "I32", u8: "U8", bool: "BOOL" };

/**
 * Encodes a safetensors file. Throws an ArgumentError if a name occurs twice or elements do not match their shape or
 * type.
 */
export function encodeSafetensors(
  tensors: Iterable<readonly [name: string, tensor: StoredTensor]>,
  metadata: Record<string, string> = {},
): Uint8Array<ArrayBuffer> {
  const entries = [...tensors];
  const header = new Map<string, unknown>();
  if (Object.keys(metadata).length > 0) header.set(metadataName, metadata);
  for (const [name, tensor] of entries) {
    checkTensor(name, tensor, header.has(name));
    header.set(name, null);
  }
  // The widest element types first, so that every tensor is aligned to its element size.
  const placed = entries.toSorted(([, a], [, b]) => bytesOf(b.dtype) - bytesOf(a.dtype));
  let end = 0;
  for (const [name, { dtype, shape, data }] of placed) {
    const begin = end;
    end += data.byteLength;
    header.set(name, { dtype: storedNames[dtype], shape, data_offsets: [begin, end] });
  }
  const text = encodeHeader(header);
  const bytes = new Uint8Array(8 + text.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  let offset = 8 + text.length;
  for (const [, { data }] of placed) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * Decodes a safetensors file; tensors are copies. `source` is the name of the file in errors. F32, I32, U8 and BOOL are
 * unchanged, F16 and BF16 are converted to f32, F64 is rounded to f32, and I64 is converted to i32. Throws a DataError
 * if the file violates the format or a value cannot be represented.
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): Checkpoint {
  const { entries, metadata, dataStart } = readHeader(bytes, source);
  const tensors = new Map<string, StoredTensor>();
  for (const entry of entries) {
    const data = bytes.subarray(dataStart + entry.begin, dataStart + entry.end);
    tensors.set(entry.name, decodeTensor(entry, data, source));
  }
  return { tensors, metadata };
}

function decodeTensor({ name, shape, storedType, conversion }: Entry, bytes: Uint8Array, source: string): StoredTensor {
  const data = typedArray(conversion.dtype, sizeOf(shape));
  const lost = convert(conversion, bytes, data);
  if (lost >= 0) {
    throw new DataError(`${source}: element ${lost} of "${name}" is ${conversion.loss}`, {
      rule: `${storedType} is converted to ${conversion.dtype}.`,
      fix: `Convert "${name}" to ${storedNames[conversion.dtype]} in the program that wrote the file.`,
    });
  }
  return { dtype: conversion.dtype, shape, data };
}

/** JSON in UTF-8, padded with spaces so that the elements start at a multiple of 8. */
function encodeHeader(header: ReadonlyMap<string, unknown>): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const text = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  text.set(json);
  if (text.length > headerLimit) {
    throw new ArgumentError(`a safetensors header of ${text.length} bytes is too long`, {
      rule: `Names, shapes and metadata must fit into ${headerLimit} bytes.`,
      fix: "Store fewer tensors or less metadata in one file.",
    });
  }
  return text;
}

function checkTensor(name: string, { dtype, shape, data }: StoredTensor, used: boolean): void {
  if (used || name === metadataName) {
    throw new ArgumentError(`two entries of a safetensors file are named "${name}"`, {
      rule: `Names must be unique, and "${metadataName}" is reserved.`,
      fix: "Rename one of the tensors.",
    });
  }
  const expected = typedArray(dtype, 0).constructor.name;
  if (data.constructor.name !== expected || data.length !== sizeOf(shape)) {
    throw new ArgumentError(`"${name}" cannot be stored as ${dtype} ${formatShape(shape)}`, {
      rule: `Its elements must be a ${expected} of ${sizeOf(shape)}, not a ${data.constructor.name} of ${data.length}.`,
      fix: "Pass the shape and element type of the array.",
    });
  }
}
