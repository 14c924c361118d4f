/**
 * Packed data sets: the arrays of a bundle in one file, for pages. The file consists of a magic text, the CRC-32 and the
 * length of the rest (u32, little-endian), and the arrays as encoded by `pack`; all of it is compressed with gzip.
 */
import { DataError } from "../base/errors.ts";
import { decompress, isGzip } from "./decompress.ts";
import { pack, unpack } from "./packed.ts";
import type { Arrays, Bundle } from "./set.ts";

const magic = new TextEncoder().encode("hebbpack");
const start = 16;

/** Name of a bundle: the set, and the part if there are several. */
export function bundleName({ set, part }: Bundle): string {
  return part === undefined ? set : `${set}-${part}`;
}

/** Name of the packed file of a bundle, such as mnist.bin.gz. */
export const packedName = (bundle: Bundle): string => `${bundleName(bundle)}.bin.gz`;

/** Key of the original contents and of the way they are decoded. */
export function keyOf({ set, part, layout, files }: Bundle): string {
  return JSON.stringify([set, part, layout, files.map(({ name, sha256 }) => [name, sha256])]);
}

/** Returns the packed file of a bundle, not yet compressed. */
export function packFile(bundle: Bundle, arrays: Arrays): Uint8Array<ArrayBuffer> {
  const content = pack(keyOf(bundle), arrays);
  const bytes = new Uint8Array(start + content.length);
  bytes.set(magic);
  bytes.set(content, start);
  const view = new DataView(bytes.buffer);
  view.setUint32(8, crc32(content), true);
  view.setUint32(12, content.length, true);
  return bytes;
}

/**
 * Returns the arrays of a packed file, which may already be decompressed: some servers declare it as the encoding of
 * the response. Rejects with a DataError that names `source` and the failed check.
 */
export async function unpackFile(bundle: Bundle, file: Uint8Array, source: string): Promise<Arrays> {
  const fix = `Pack the data set again (\`hebb data pack\`) and serve ${packedName(bundle)} unchanged.`;
  const refuse = (what: string, rule?: string): never => {
    throw new DataError(`${source} ${what}`, { ...(rule && { rule }), fix });
  };
  const bytes = isGzip(file) ? await decompress(file, "gzip", { source, most: 2 ** 32 }) : file;
  if (bytes.length < start || magic.some((byte, i) => bytes[i] !== byte)) {
    const first = JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 20)));
    return refuse("is not a packed data set", `It must start with hebbpack, found ${first} in ${bytes.length} bytes.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const content = bytes.subarray(start);
  const [sum, length] = [view.getUint32(8, true), view.getUint32(12, true)];
  if (content.length !== length) {
    refuse("is damaged: its length differs", `Expected ${length} bytes, found ${content.length}.`);
  }
  const found = crc32(content);
  if (found !== sum) refuse("is damaged: its CRC-32 differs", `Expected ${hex(sum)}, found ${hex(found)}.`);
  const { key, arrays } = unpack(content, source);
  if (key !== keyOf(bundle)) {
    refuse(
      `is not the data set ${bundleName(bundle)} of this version of Hebb`,
      `Expected the key ${keyOf(bundle)}, found ${key}.`,
    );
  }
  return arrays;
}

const hex = (word: number) => word.toString(16).padStart(8, "0");

const table = /* @__PURE__ */ Uint32Array.from({ length: 256 }, (_, byte) => {
  let word = byte;
  for (let bit = 0; bit < 8; bit++) word = word & 1 ? 0xedb88320 ^ (word >>> 1) : word >>> 1;
  return word;
});

/** CRC-32 as in gzip. Unlike SHA-256, pages can compute it without a secure context. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = table[(sum ^ byte) & 0xff]! ^ (sum >>> 8);
  return ~sum >>> 0;
}
