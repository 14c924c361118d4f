/**
 * Catalogs of translated messages in the binary form of GNU gettext: a magic number, a version, the number of messages,
 * and where the tables of originals and of translations are. Knows nothing of files or languages.
 */
import { DataError } from "../base/errors.ts";

export interface Message {
  /** Where the message is used; tells equal originals apart. */
  readonly context: string;
  readonly original: string;
  readonly translation: string;
}

const magic = 0x950412de;

/** The messages, in the order of the catalog, which calls itself `source` in a DataError for anything else. */
export function decodeMessages(bytes: Uint8Array, source: string): Message[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number) => {
    if (at + 4 <= bytes.length) return view.getUint32(at, true);
    throw new DataError(`${source} is cut short within its tables (${bytes.length} bytes)`);
  };
  if (bytes.length < 4 || word(0) !== magic) {
    throw new DataError(`${source} is not a catalog of messages`, {
      rule: "It starts with the bytes de 12 04 95.",
    });
  }
  const [count, originals, translations] = [word(8), word(12), word(16)];
  if (count * 8 > bytes.length) throw new DataError(`${source} is cut short: it announces ${count} messages`);
  const text = (table: number, i: number) => {
    const [length, start] = [word(table + 8 * i), word(table + 8 * i + 4)];
    if (start + length > bytes.length) throw new DataError(`${source} is cut short: message ${i} lies behind its end`);
    return new TextDecoder().decode(bytes.subarray(start, start + length));
  };
  return Array.from({ length: count }, (_, i) => {
    const id = text(originals, i);
    const end = id.indexOf("\x04");
    return { context: id.slice(0, Math.max(0, end)), original: id.slice(end + 1), translation: text(translations, i) };
  });
}
