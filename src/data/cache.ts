/**
 * Cache of decoded arrays in files, so that later runs need not unpack and parse. A file contains a key of the contents
 * it was made from and a checksum. Damaged, truncated or outdated files are ignored. Requires Node.
 */
import { node } from "./node.ts";
import { home } from "./home.ts";
import { pack, unpack } from "./packed.ts";
import type { Arrays, Bundle } from "./set.ts";

const magic = new TextEncoder().encode("hebbdata");
const digestLength = 32;
const start = magic.length + digestLength;

/** Path of the cache file of `bundle`. */
export function cachePath(bundle: Bundle): string {
  const name = bundle.part === undefined ? bundle.set : `${bundle.set}-${bundle.part}`;
  return node.path.join(home(), "arrays", `${name}-${keyOf(bundle).slice(0, 16)}.bin`);
}

/** Reads the cached arrays of `bundle`. Returns undefined if they are not cached or not intact. */
export async function readCached(bundle: Bundle): Promise<Arrays | undefined> {
  const bytes: Uint8Array | undefined = await node.files.readFile(cachePath(bundle)).catch(() => undefined);
  if (bytes === undefined || bytes.length < start) return undefined;
  const content = bytes.subarray(start);
  const intact = magic.every((byte, i) => bytes[i] === byte);
  if (!intact || digestOf(content).compare(bytes.subarray(magic.length, start)) !== 0) return undefined;
  try {
    return unpack(keyOf(bundle), content);
  } catch {
    return undefined;
  }
}

/** Caches the arrays of `bundle`. Errors are ignored: the arrays are then decoded again in the next run. */
export async function keep(bundle: Bundle, arrays: Arrays): Promise<void> {
  const path = cachePath(bundle);
  // Writes to another name and renames, so that readers see either the old or the new file.
  const partial = `${path}.${node.crypto.randomUUID()}`;
  try {
    await node.files.mkdir(node.path.join(home(), "arrays"), { recursive: true });
    const content = pack(keyOf(bundle), arrays);
    await node.files.writeFile(partial, [magic, digestOf(content), content]);
    await node.files.rename(partial, path);
  } catch {
    await node.files.rm(partial, { force: true }).catch(() => undefined);
  }
}

/** Key of the contents and of the way they are decoded. */
function keyOf({ set, part, layout, files }: Bundle): string {
  return digestOf(JSON.stringify([set, part, layout, files.map(({ name, sha256 }) => [name, sha256])])).toString("hex");
}

function digestOf(content: string | Uint8Array): Buffer {
  return node.crypto.createHash("sha256").update(content).digest();
}
