/**
 * Pictures in PNG with eight bits for each of red, green, blue and opacity, not interlaced (W3C, Portable Network Graphics,
 * second edition, 2003): as bytes, without a file. Other kinds are refused, as no data set of ours has them.
 */
import { node } from "./node.ts";
import { DataError } from "../base/errors.ts";
import { decoded } from "./damaged.ts";

export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4]: red, green, blue, opacity. */
  readonly data: Uint8Array;
}

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const channels = 4;

/** The pixels of a picture that calls itself `source` in a DataError. */
export function decodePng(bytes: Uint8Array, source: string): Pixels {
  return decoded(source, () => decode(bytes, source));
}

/** No picture of ours is larger; a damaged one must not ask for more. */
const mostPixels = 2 ** 26;

function decode(bytes: Uint8Array, source: string): Pixels {
  if (signature.some((byte, i) => bytes[i] !== byte)) {
    throw new DataError(`${source} is not a PNG picture`, { rule: "It starts with the bytes 89 50 4e 47." });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packed: Uint8Array[] = [];
  let [width, height] = [0, 0];
  for (let at = signature.length; ;) {
    if (at + 12 > bytes.length) throw new DataError(`${source} is cut short (${bytes.length} bytes)`);
    const [length, kind] = [view.getUint32(at), String.fromCharCode(...bytes.subarray(at + 4, at + 8))];
    const start = at + 8;
    if (kind === "IEND") break;
    if (kind === "IHDR") {
      [width, height] = [view.getUint32(start), view.getUint32(start + 4)];
      const [depth, color, , , interlace] = bytes.subarray(start + 8, start + 13);
      if (depth !== 8 || color !== 6 || interlace !== 0) {
        throw new DataError(`${source} is a PNG picture of another kind`, {
          rule: "It has 8 bits for each of red, green, blue and opacity, and is not interlaced.",
        });
      }
    }
    if (kind === "IDAT") packed.push(bytes.subarray(start, start + length));
    at = start + length + 4;
  }
  if (width * height > mostPixels) {
    throw new DataError(`${source} has ${width} x ${height} pixels`, { rule: `At most ${mostPixels} are read.` });
  }
  const maxOutputLength = (channels * width + 1) * height + 1;
  return {
    width,
    height,
    data: unfilter(node.zlib.inflateSync(Buffer.concat(packed), { maxOutputLength }), width, height, source),
  };
}

/** Each row begins with its filter: what was taken from each byte, by the byte to the left, above, or both. */
function unfilter(rows: Uint8Array, width: number, height: number, source: string): Uint8Array {
  const stride = channels * width;
  if (rows.length !== (stride + 1) * height) {
    throw new DataError(`${source} holds ${rows.length} bytes for ${width} x ${height} pixels`, {
      rule: `These take ${(stride + 1) * height}.`,
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
      throw new DataError(`there is no filter ${filter} in PNG`);
  }
}

/** Which of the three is nearest to left + above - corner. */
function paeth(left: number, above: number, corner: number): number {
  const [byLeft, byAbove, byCorner] = [
    Math.abs(above - corner),
    Math.abs(left - corner),
    Math.abs(left + above - 2 * corner),
  ];
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}
