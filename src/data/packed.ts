/**
 * Encoding of arrays as bytes that can be read without parsing. It consists of the length of the header (u32,
 * little-endian), the header as JSON, and the elements of the arrays in native byte order, each array aligned to eight
 * bytes.
 */
import { type TypedArray, elementTypeOf } from "../base/dtype.ts";
import { sizeOf } from "../base/shape.ts";
import type { Arrays, Values } from "./set.ts";

interface Header {
  /** Key of the source of the arrays, compared when reading. */
  readonly key: string;
  readonly arrays: readonly { readonly name: string; readonly dtype: Element; readonly shape: readonly number[] }[];
}

type Element = keyof typeof elements;
const elements = { f32: Float32Array, i32: Int32Array, u8: Uint8Array } as const;
const aligned = (length: number) => Math.ceil(length / 8) * 8;

/** Encodes `arrays` with a key. */
export function pack(key: string, arrays: Arrays): Uint8Array {
  const entries = Object.entries(arrays);
  const header: Header = {
    key,
    arrays: entries.map(([name, { data, shape }]) => ({ name, dtype: elementTypeOf(data)!, shape: [...shape] })),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const start = aligned(4 + text.length);
  const bytes = new Uint8Array(entries.reduce((sum, [, { data }]) => sum + aligned(data.byteLength), start));
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = start;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += aligned(data.byteLength);
  }
  return bytes;
}

/** Decodes the result of `pack` as views of `bytes`. Returns undefined if it was packed with another key. */
export function unpack(key: string, bytes: Uint8Array): Arrays | undefined {
  const own = bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes);
  const length = new DataView(own.buffer, own.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(own.subarray(4, 4 + length))) as Header;
  if (header.key !== key) return undefined;
  let at = own.byteOffset + aligned(4 + length);
  const arrays: Record<string, Values> = {};
  for (const { name, dtype, shape } of header.arrays) {
    const data: TypedArray = new elements[dtype](own.buffer as ArrayBuffer, at, sizeOf(shape));
    arrays[name] = { data, shape };
    at += aligned(data.byteLength);
  }
  return arrays;
}
