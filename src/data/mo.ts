/**
 * Decoder of message catalogs in the binary MO format of GNU gettext: a magic number, a version, the number of
 * messages, and the offsets of the tables of original and translated messages.
 */
import { DataError } from "../base/errors.ts";

/** Translated message. */
export interface Message {
  /** Context of use, which distinguishes equal originals; empty if there is none. */
  readonly context: string;
  readonly original: string;
  readonly translation: string;
}

const magic = 0x950412de;

/**
 * Returns the messages in the order of the catalog. Throws a DataError that names `source` if the catalog is invalid.
 */
export function decodeMessages(bytes: Uint8Array, source: string): Message[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => {
    if (at + 4 <= bytes.length) return view.getUint32(at, true);
    throw new DataError(`${source} is truncated within its tables (${bytes.length} bytes)`);
  };
  if (bytes.length < 4 || word(0) !== magic) {
    throw new DataError(`${source} is not a message catalog`, {
      rule: "It must start with the bytes de 12 04 95.",
    });
  }
  const [count, originals, translations] = [word(8), word(12), word(16)];
  if (count * 8 > bytes.length) throw new DataError(`${source} is truncated: it declares ${count} messages`);
  const text = (table: number, i: number) => {
    const [length, start] = [word(table + 8 * i), word(table + 8 * i + 4)];
    if (start + length > bytes.length) throw new DataError(`${source} is truncated: message ${i} is after its end`);
    return new TextDecoder().decode(bytes.subarray(start, start + length));
  };
  return Array.from({ length: count }, (_, i) => {
    const id = text(originals, i);
    const end = id.indexOf("\x04");
    return { context: id.slice(0, Math.max(0, end)), original: id.slice(end + 1), translation: text(translations, i) };
  });
}
