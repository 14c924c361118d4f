/**
 * Encoding of arrays as bytes that can be read without parsing. It consists of the length of the header (u32,
 * little-endian), the header as JSON, and the elements of the arrays, each array aligned to eight bytes. Elements are
 * little-endian, the byte order of WebAssembly and of all supported platforms.
 */
import { type TypedArray, elementTypeOf } from "../base/dtype.ts";
import { DataError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import { sizeOf } from "../base/shape.ts";
import { decoded } from "./damaged.ts";
import type { Arrays } from "./set.ts";
import type { Values } from "./values.ts";

interface Header {
  /** Key of the contents, compared by the reader. */
  readonly key: string;
  readonly arrays: readonly Entry[];
}

interface Entry {
  readonly name: string;
  readonly dtype: Element;
  readonly shape: readonly number[];
  /** Number of rows of the complete array, if rows were omitted. */
  readonly total?: number;
}

/** Decoded bytes: the key and the arrays. */
export interface Unpacked {
  readonly key: string;
  readonly arrays: Arrays;
}

type Element = keyof typeof elements;
const elements = { f32: Float32Array, i32: Int32Array, u8: Uint8Array } as const;
const aligned = (length: number) => Math.ceil(length / 8) * 8;

/** Encodes `arrays` with a key. */
export function pack(key: string, arrays: Arrays): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(arrays);
  const header: Header = {
    key,
    arrays: entries.map(([name, { data, shape, omitted }]) => ({
      name,
      dtype: elementTypeOf(data)!,
      shape: [...shape],
      ...(omitted && { total: omitted.total }),
    })),
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

/** Decodes the result of `pack` as views of `bytes`. Throws a DataError that names `source` if it is invalid. */
export function unpack(bytes: Uint8Array, source: string): Unpacked {
  return decoded(source, () => arraysOf(bytes.byteOffset % 8 === 0 ? bytes : Uint8Array.from(bytes), source));
}

function arraysOf(bytes: Uint8Array, source: string): Unpacked {
  const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length))) as Header;
  let at = aligned(4 + length);
  const arrays = new Map<string, Values>();
  for (const entry of header.arrays) {
    checkEntry(entry, bytes.length - at, source);
    const { name, dtype, shape, total } = entry;
    const data: TypedArray = new elements[dtype](bytes.buffer as ArrayBuffer, bytes.byteOffset + at, sizeOf(shape));
    arrays.set(name, { data, shape, ...(total === undefined ? {} : { omitted: { total, source } }) });
    at += aligned(data.byteLength);
  }
  return { key: header.key, arrays: Object.fromEntries(arrays) };
}

/** Throws a DataError unless the entry describes an array of at most `most` bytes. */
function checkEntry({ name, dtype, shape, total }: Entry, most: number, source: string): void {
  const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
  const isValid =
    typeof name === "string" &&
    Object.hasOwn(elements, dtype) &&
    Array.isArray(shape) &&
    shape.every(isCount) &&
    (total === undefined || (isCount(total) && total > shape[0]!));
  if (isValid && sizeOf(shape) * elements[dtype].BYTES_PER_ELEMENT <= most) return;
  throw new DataError(`${source} has an invalid array ${shown(name)}`, {
    rule: "It must have an element type, a shape, and as many elements as the shape requires.",
  });
}
