/**
 * Decoder of PNG images with 8-bit RGBA pixels that are not interlaced (W3C, Portable Network Graphics, second edition,
 * 2003). Other kinds of PNG are rejected, because no data set of Hebb uses them.
 */
import { DataError } from "../base/errors.ts";
import { decoded } from "./damaged.ts";
import { decompress, joined } from "./decompress.ts";

/** Decoded image. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Pixels, u8 [height, width, 4]: red, green, blue, alpha. */
  readonly data: Uint8Array;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const channels = 4;

/** Decodes a PNG image. Rejects with a DataError that names `source` if it is invalid. */
export async function decodePng(bytes: Uint8Array, source: string): Promise<Pixels> {
  const { width, height, rows: packed } = decoded(source, () => parse(bytes, source));
  const rows = await decompress(packed, "deflate", { source, most: (channels * width + 1) * height });
  return { width, height, data: unfilter(rows, width, height, source) };
}

/** Maximum number of pixels, which protects against damaged files. */
const mostPixels = 2 ** 26;

/** Size of an image, and its compressed rows. */
interface Packed {
  readonly width: number;
  readonly height: number;
  readonly rows: Uint8Array;
}

function parse(bytes: Uint8Array, source: string): Packed {
  if (signature.some((byte, i) => bytes[i] !== byte)) {
    throw new DataError(`${source} is not a PNG image`, { rule: "It must start with the bytes 89 50 4e 47." });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed: Uint8Array[] = [];
  let [width, height] = [0, 0];
  for (let at = signature.length; ;) {
    if (at + 12 > bytes.length) throw new DataError(`${source} is truncated (${bytes.length} bytes)`);
    const [length, kind] = [view.getUint32(at), String.fromCharCode(...bytes.subarray(at + 4, at + 8))];
    const start = at + 8;
    if (kind === "IEND") break;
    if (kind === "IHDR") {
      [width, height] = [view.getUint32(start), view.getUint32(start + 4)];
      const [depth, color, , , interlace] = bytes.subarray(start + 8, start + 13);
      if (depth !== 8 || color !== 6 || interlace !== 0) {
        throw new DataError(`${source} is an unsupported kind of PNG image`, {
          rule: "It must have 8-bit RGBA pixels and must not be interlaced.",
        });
      }
    }
    if (kind === "IDAT") packed.push(bytes.subarray(start, start + length));
    at = start + length + 4;
  }
  if (width * height > mostPixels) {
    throw new DataError(`${source} has ${width} x ${height} pixels`, { rule: `At most ${mostPixels} are supported.` });
  }
  return { width, height, rows: joined(packed) };
}

/**
 * Reverses the filter of each row. A row starts with the number of its filter, which predicts a byte from its
 * neighbors.
 */
function unfilter(rows: Uint8Array, width: number, height: number, source: string): Uint8Array {
  const stride = channels * width;
  if (rows.length !== (stride + 1) * height) {
    throw new DataError(`${source} has ${rows.length} bytes for ${width} x ${height} pixels`, {
      rule: `They require ${(stride + 1) * height}.`,
    });
  }
  const data = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = rows[y * (stride + 1)]!;
    const start = y * stride;
    for (let x = 0; x < stride; x++) {
      const left = x < channels ? 0 : data[start + x - channels]!;
      const above = y === 0 ? 0 : data[start + x - stride]!;
      const corner = x < channels || y === 0 ? 0 : data[start + x - stride - channels]!;
      data[start + x] = rows[y * (stride + 1) + 1 + x]! + predicted(filter, left, above, corner);
    }
  }
  return data;
}

function predicted(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return paeth(left, above, corner);
    default:
      throw new DataError(`PNG has no filter ${filter}`);
  }
}

/** Paeth predictor: the neighbor nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const [byLeft, byAbove, byCorner] = [
    Math.abs(above - corner),
    Math.abs(left - corner),
    Math.abs(left + above - 2 * corner),
  ];
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}
