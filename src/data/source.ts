/**
 * Finds the files of a data set on this machine and vouches for their content. A set's files come from its npm package,
 * or from a folder that the user names. Needs Node. Does not know what the bytes mean.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { DataError } from "../base/errors.ts";

export interface DataFile {
  readonly name: string;
  /** Length in bytes. */
  readonly length: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

export interface DataSource {
  /** What the user calls the data set; also its sub-folder in HEBB_DATA. */
  readonly name: string;
  /** An npm package, its version, and the folder in it that holds the files. */
  readonly package: string;
  readonly version: string;
  readonly directory: string;
}

export interface DataOptions {
  /** Where the files of the data set are, instead of its npm package. Default: the environment variable HEBB_DATA. */
  readonly folder?: string | undefined;
}

/**
 * What `decode` makes of the content of `file`, read from the folder the user names or else from the npm package. A named
 * folder may hold the files themselves or a sub-folder of the data set's name. Rejects with a DataError of one sentence
 * that says what to do.
 */
export async function readDataFile<T>(
  source: DataSource,
  file: DataFile,
  decode: (bytes: Uint8Array, path: string) => T,
  options: DataOptions = {},
): Promise<T> {
  const folder = options.folder ?? (process.env["HEBB_DATA"] || undefined);
  const path = join(folder === undefined ? packageFolder(source) : namedFolder(source, folder), file.name);
  const advice =
    folder === undefined
      ? `delete node_modules/${source.package} and run \`${install(source)}\``
      : `put an intact, unpacked copy of the ${source.name} file there, or leave the folder away to use the npm package`;
  const bytes: Uint8Array = await readFile(path).catch((error: unknown) => {
    throw new DataError(`The file ${path} ${reasonOf(error)}: ${advice}.`);
  });
  if (bytes.length !== file.length) {
    throw new DataError(`The file ${path} has ${bytes.length} bytes instead of ${file.length}: ${advice}.`);
  }
  // Before the checksum, as it knows better what is wrong.
  const content = decode(bytes, path);
  if (createHash("sha256").update(bytes).digest("hex") !== file.sha256) {
    throw new DataError(`The file ${path} has the wrong content (its SHA-256 differs): ${advice}.`);
  }
  return content;
}

function namedFolder(source: DataSource, folder: string): string {
  if (!existsSync(folder)) {
    const advice = `name a folder that holds the ${source.name} files, or none to use the npm package`;
    throw new DataError(`The data folder ${resolve(folder)} does not exist: ${advice}.`);
  }
  const own = resolve(folder, source.name);
  return existsSync(own) ? own : resolve(folder);
}

/** Packages are looked for beside this library first, then from the user's working directory. */
function packageFolder(source: DataSource): string {
  for (const from of [import.meta.url, join(process.cwd(), "package.json")]) {
    try {
      return join(dirname(createRequire(from).resolve(`${source.package}/package.json`)), source.directory);
    } catch (error) {
      if (codeOf(error) !== "MODULE_NOT_FOUND") throw error;
    }
  }
  const advice = `run \`${install(source)}\`, or name a folder with its files in HEBB_DATA`;
  throw new DataError(`The data set ${source.name} is not installed: ${advice}.`);
}

function install(source: DataSource): string {
  return `npm install --ignore-scripts ${source.package}@${source.version}`;
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return code === "ENOENT" ? "is missing" : `cannot be read (${code})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
