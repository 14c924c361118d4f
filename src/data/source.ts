/**
 * Locates the files of data sets and verifies their contents: only files with the recorded length and checksum are
 * decoded. Requires Node.
 */
import { node } from "./node.ts";
import { DataError, codeOf } from "../base/errors.ts";
import { fetchedFolder } from "./home.ts";
import type { Bundle, DataFile, DataOptions } from "./set.ts";

/** Reads, decompresses and verifies all files of `bundle`. Rejects with a DataError that includes a fix. */
export async function readFiles(bundle: Bundle, options: DataOptions = {}): Promise<Uint8Array[]> {
  const folder = locate(bundle, options);
  if (folder === undefined) throw absent(bundle);
  const fix = fixOf(bundle, folder);
  const contents: Uint8Array[] = [];
  // Sequentially, so that the error names the first damaged file.
  for (const file of bundle.files) contents.push(...(await readChecked(folder, file, fix)));
  return contents;
}

/** Folder that contains, or should contain, the files of `bundle`; undefined if there is none on this machine. */
export function locate(bundle: Bundle, options: DataOptions = {}): string | undefined {
  const { origin, set } = bundle;
  const named = namedFolder(bundle, options);
  if (named !== undefined) return named;
  if (origin.kind === "library") return libraryFolder(set);
  const fetched = fetchedFolder(origin);
  if (node.fs.existsSync(fetched)) return fetched;
  if (origin.kind === "npm") return packageFolder(origin.package, origin.directory);
  const installed = node.path.join("/", origin.directory);
  return node.fs.existsSync(installed) ? installed : undefined;
}

/** Returns true if the files of `bundle` are read from a folder of the user. */
export function isNamed(bundle: Bundle, options: DataOptions): boolean {
  return namedFolder(bundle, options) !== undefined;
}

/** Folder of the option, or HEBB_DATA if it contains files of the set and the set is not included in the library. */
function namedFolder(bundle: Bundle, { folder }: DataOptions): string | undefined {
  if (folder !== undefined) return ownFolder(bundle, folder);
  const shared = process.env["HEBB_DATA"];
  if (!shared || bundle.origin.kind === "library") return undefined;
  const own = ownFolder(bundle, shared);
  return own !== node.path.resolve(shared) ||
    bundle.files.some(({ name, parts: [first] = [name] }) => isThere(node.path.join(own, first!)))
    ? own
    : undefined;
}

/** Returns the folder with the name of the set in `folder`, or `folder` itself. */
function ownFolder({ set }: Bundle, folder: string): string {
  if (!node.fs.existsSync(folder)) {
    throw new DataError(`the data folder ${node.path.resolve(folder)} does not exist`, {
      rule: `It must contain the files of ${set}, or a folder ${set} with them.`,
      fix: "Use another folder, or omit the option to use the files of the package.",
    });
  }
  const own = node.path.resolve(folder, set);
  return node.fs.existsSync(own) ? own : node.path.resolve(folder);
}

/** Finds the folder data/ of the package above this file, which may be in src/, build/ or dist/. */
function libraryFolder(set: string): string | undefined {
  for (let folder = import.meta.dirname; folder !== node.path.dirname(folder); folder = node.path.dirname(folder)) {
    if (node.fs.existsSync(node.path.join(folder, "data", "NOTICE.md"))) return node.path.join(folder, "data", set);
  }
  return undefined;
}

/** Looks for a package next to this library, then from the working directory. */
function packageFolder(name: string, directory: string): string | undefined {
  for (const from of [import.meta.url, node.path.join(process.cwd(), "package.json")]) {
    try {
      return node.path.join(
        node.path.dirname(node.module.createRequire(from).resolve(`${name}/package.json`)),
        directory,
      );
    } catch (error) {
      if (codeOf(error) !== "MODULE_NOT_FOUND") throw error;
    }
  }
  return undefined;
}

const isThere = (path: string) => node.fs.existsSync(path) || node.fs.existsSync(`${path}.gz`);

async function readChecked(folder: string, file: DataFile, fix: string): Promise<Uint8Array[]> {
  const hash = node.crypto.createHash("sha256");
  const contents: Uint8Array[] = [];
  let length = 0;
  for (const name of file.parts ?? [file.name]) {
    const bytes = await readUnpacked(node.path.join(folder, name), fix);
    hash.update(bytes);
    length += bytes.length;
    contents.push(bytes);
  }
  const path = node.path.join(folder, file.name);
  const differs = file.parts
    ? `the files ${path} are not the original: their`
    : `the file ${path} is not the original: its`;
  const damaged = (what: string, expected: string, found: string) =>
    new DataError(`${differs} ${what} differs`, {
      rule: `Expected ${expected}, found ${found}.`,
      fix,
    });
  if (length !== file.length) throw damaged("length", `${file.length} bytes`, `${length} bytes`);
  const found = hash.digest("hex");
  if (found !== file.sha256) throw damaged("SHA-256", file.sha256, found);
  return contents;
}

/** Reads `path`, or decompresses `path`.gz. */
async function readUnpacked(path: string, fix: string): Promise<Uint8Array> {
  const packed = !node.fs.existsSync(path) && node.fs.existsSync(`${path}.gz`);
  const bytes = await node.files.readFile(packed ? `${path}.gz` : path).catch((error: unknown) => {
    const reason = codeOf(error) === "ENOENT" ? "is missing" : `cannot be read (${codeOf(error)})`;
    throw new DataError(`the file ${path} ${reason}`, { fix });
  });
  if (!packed) return plain(bytes);
  try {
    return plain(node.zlib.gunzipSync(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataError(`the file ${path}.gz cannot be decompressed`, {
      rule: `It must be a complete gzip file: ${reason}.`,
      fix,
    });
  }
}

/** Same memory as a Uint8Array. Its `slice` copies, in contrast to that of Node's Buffer. */
function plain({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length);
}

function absent({ set, origin }: Bundle): DataError {
  if (origin.kind === "library") {
    return new DataError(`the data set ${set}, which is included in the library, is missing`, {
      rule: `Its files must be in the folder data/${set} of the package hebb, above the running code.`,
      fix: "Keep the package as installed, and do not bundle hebb/data into other files.",
    });
  }
  return new DataError(`the data set ${set} is not on this machine`, {
    rule: `Its files are part of the ${origin.kind === "npm" ? "npm" : "Debian"} package ${origin.package}.`,
    fix: `Run \`hebb data get ${set}\`.`,
  });
}

function fixOf({ set, origin }: Bundle, folder: string): string {
  if (origin.kind === "library") return `Restore data/${set} from an intact copy of the package hebb.`;
  const fetched = folder === fetchedFolder(origin) || folder === node.path.join("/", origin.directory);
  if (fetched || folder.includes(node.path.join("node_modules", origin.package)))
    return `Run \`hebb data get ${set}\`.`;
  return `Put an intact copy there, or omit the folder and run \`hebb data get ${set}\`.`;
}
