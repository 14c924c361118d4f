/**
 * Keeps decoded arrays in files of their own, so that the next run need not unpack and parse. A file says which contents
 * it was made of and holds a checksum of itself: one that is damaged, cut short or outdated is as good as none. Needs Node.
 */
import { node } from "./node.ts";
import { home } from "./home.ts";
import { pack, unpack } from "./packed.ts";
import type { Arrays, Bundle } from "./set.ts";

const magic = new TextEncoder().encode("hebbdata");
const digestLength = 32;
const start = magic.length + digestLength;

/** Where the arrays of `bundle` are kept. */
export function cachePath(bundle: Bundle): string {
  const name = bundle.part === undefined ? bundle.set : `${bundle.set}-${bundle.part}`;
  return node.path.join(home(), "arrays", `${name}-${keyOf(bundle).slice(0, 16)}.bin`);
}

/** The arrays of `bundle` as they were kept; undefined where they are not, or not intact. */
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

/** Keeps `arrays` as those of `bundle`. Where they cannot be kept, nothing happens: they are made again next time. */
export async function keep(bundle: Bundle, arrays: Arrays): Promise<void> {
  const path = cachePath(bundle);
  // Whoever reads at this moment sees the old file or the new one, whole.
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

/** Says what the arrays are made of: which contents, decoded how. */
function keyOf({ set, part, layout, files }: Bundle): string {
  return digestOf(JSON.stringify([set, part, layout, files.map(({ name, sha256 }) => [name, sha256])])).toString("hex");
}

function digestOf(content: string | Uint8Array): Buffer {
  return node.crypto.createHash("sha256").update(content).digest();
}
