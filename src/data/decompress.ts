/** Decompression of gzip and zlib data by the platform, which pages, Node, Deno and Bun have. */
import { DataError } from "../base/errors.ts";

/** Returns true if `bytes` start like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Decompresses `bytes`; "deflate" is the zlib format. Rejects with a DataError that names `source` if the data are
 * damaged or truncated, or expand to more than `most` bytes.
 */
export async function decompress(
  bytes: Uint8Array,
  format: "gzip" | "deflate",
  { source, most }: { readonly source: string; readonly most: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new DecompressionStream(format);
  const writer = writable.getWriter();
  // The reader reports the errors of both ends.
  for (const done of [writer.write(bytes as Uint8Array<ArrayBuffer>), writer.close()]) done.catch(() => {});
  const reader = readable.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw damaged(source, error instanceof Error ? error.message : String(error));
    });
    if (done) return joined(chunks);
    length += value.length;
    chunks.push(value);
    if (length > most) {
      await reader.cancel().catch(() => {});
      throw damaged(source, `it expands to more than ${most} bytes`);
    }
  }
}

/** Concatenates arrays of bytes. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function damaged(source: string, reason: string): DataError {
  return new DataError(`${source} cannot be decompressed`, {
    rule: `It must be complete: ${reason}.`,
    fix: "Download or save the file again.",
  });
}
