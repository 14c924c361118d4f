/**
 * Decoder of the IDX format of the MNIST files: big-endian magic number (0, 0, element type, rank), one u32 per axis,
 * then the elements. Only unsigned bytes are supported, because no data set of Hebb has another element type.
 */
import { DataError } from "../base/errors.ts";
import type { Shape } from "../base/shape.ts";
import { formatShape, sizeOf } from "../base/shape.ts";

/** Decoded IDX array. */
export interface IdxArray {
  readonly shape: Shape;
  /** Elements in row-major order, a view of the bytes of the file. */
  readonly data: Uint8Array;
}

const unsignedByte = 0x08;

/** Decodes an IDX file of unsigned bytes with `rank` axes. Throws a DataError that names `source` if it is invalid. */
export function decodeIdx(bytes: Uint8Array, rank: number, source: string): IdxArray {
  const start = 4 + 4 * rank;
  const magic = (unsignedByte << 8) | rank;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 4 && view.getUint32(0) !== magic) {
    const found = `it starts with ${hexadecimal(view.getUint32(0))} instead of ${hexadecimal(magic)}`;
    throw new DataError(`${source} is not an IDX file of bytes with ${rank} axes (${found}): ${advice}.`);
  }
  if (bytes.length < start) {
    throw new DataError(`${source} is truncated within its ${start}-byte header (${bytes.length} bytes): ${advice}.`);
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const data = bytes.subarray(start);
  if (data.length !== sizeOf(shape)) {
    const sizes = `has ${data.length} bytes for the shape ${formatShape(shape)}, which requires ${sizeOf(shape)}`;
    throw new DataError(`${source} ${sizes}: ${advice}.`);
  }
  return { shape, data };
}

const advice = "download the file again and unpack it";

function hexadecimal(word: number): string {
  return `0x${word.toString(16).padStart(8, "0")}`;
}
