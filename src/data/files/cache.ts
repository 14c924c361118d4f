/**
 * Cache of decoded arrays in files, so that later runs need not unpack and parse. A file contains a key of the contents
 * it was made from and a checksum. Damaged, truncated or outdated files are ignored.
 */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundleName, keyOf } from "../packed-file.ts";
import { pack, unpack } from "../packed.ts";
import type { Arrays, Bundle } from "../set.ts";
import { home } from "./home.ts";

const magic = new TextEncoder().encode("hebbdata");
const digestLength = 32;
const start = magic.length + digestLength;

/** Path of the cache file of `bundle`. */
export function cachePath(bundle: Bundle): string {
  return join(home(), "arrays", `${bundleName(bundle)}-${cacheKey(bundle).slice(0, 16)}.bin`);
}

/** Reads the cached arrays of `bundle`. Returns undefined if they are not cached or not intact. */
export async function readCached(bundle: Bundle): Promise<Arrays | undefined> {
  const bytes: Uint8Array | undefined = await readFile(cachePath(bundle)).catch(() => undefined);
  if (bytes === undefined || bytes.length < start) return undefined;
  const content = bytes.subarray(start);
  const intact = magic.every((byte, i) => bytes[i] === byte);
  if (!intact || digestOf(content).compare(bytes.subarray(magic.length, start)) !== 0) return undefined;
  try {
    const { key, arrays } = unpack(content, cachePath(bundle));
    return key === cacheKey(bundle) ? arrays : undefined;
  } catch {
    return undefined;
  }
}

/** Caches the arrays of `bundle`. Errors are ignored: the arrays are then decoded again in the next run. */
export async function keep(bundle: Bundle, arrays: Arrays): Promise<void> {
  const path = cachePath(bundle);
  // Writes to another name and renames, so that readers see either the old or the new file.
  const partial = `${path}.${randomUUID()}`;
  try {
    await mkdir(join(home(), "arrays"), { recursive: true });
    const content = pack(cacheKey(bundle), arrays);
    await writeFile(partial, [magic, digestOf(content), content]);
    await rename(partial, path);
  } catch {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

function cacheKey(bundle: Bundle): string {
  return digestOf(keyOf(bundle)).toString("hex");
}

function digestOf(content: string | Uint8Array): Buffer {
  return createHash("sha256").update(content).digest();
}
