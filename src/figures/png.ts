/** Writes small PNG images as data URLs for SVG. */
import { strToU8, zlibSync } from "fflate";

/** PNG color types with the number of bytes per pixel. */
const types = { indexed: [3, 1], grayAlpha: [4, 2], color: [2, 3], colorAlpha: [6, 4] } as const;

export interface Image {
  readonly width: number;
  readonly height: number;
  readonly type: keyof typeof types;
  /** Pixels in rows from the top; the bytes of a pixel are adjacent. */
  readonly bytes: Uint8Array;
  /** Palette of an indexed image. `opacity` applies to its first colors; all others are opaque. */
  readonly palette?: readonly (readonly [red: number, green: number, blue: number])[];
  readonly opacity?: readonly number[];
}

export function pngAddress(image: Image): string {
  return `data:image/png;base64,${btoa(Array.from(png(image), (byte) => String.fromCharCode(byte)).join(""))}`;
}

export function png({ width, height, type, bytes, palette, opacity }: Image): Uint8Array {
  const [code, size] = types[type];
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, code);
  const rows = new Uint8Array(height * (1 + width * size));
  for (let row = 0; row < height; row++) {
    // The first byte of each row is its filter type; 0 means none.
    rows.set(bytes.subarray(row * width * size, (row + 1) * width * size), row * (1 + width * size) + 1);
  }
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk("IHDR", new Uint8Array(header.buffer)),
    ...(palette ? [chunk("PLTE", Uint8Array.from(palette.flat()))] : []),
    ...(opacity ? [chunk("tRNS", Uint8Array.from(opacity))] : []),
    chunk("IDAT", zlibSync(rows, { level: 9 })),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const checked = joined([strToU8(name, true), content]);
  return joined([word(content.length), checked, word(checksum(checked))]);
}

/** A 32-bit word, the most significant byte first. */
const word = (value: number) => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** CRC-32 of a PNG chunk (ISO 3309). */
function checksum(bytes: Uint8Array): number {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
