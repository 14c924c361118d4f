/** Reads files of data sets and verifies their contents. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { DataError, codeOf } from "../../base/errors.ts";
import type { Bundle, DataFile } from "../set.ts";
import { verify } from "../verify.ts";
import { type FolderOption, absent, fixOf, locate } from "./locate.ts";

/** Reads, decompresses and verifies all files of `bundle`. Rejects with a DataError that includes a fix. */
export async function readFiles(bundle: Bundle, options: FolderOption = {}): Promise<Uint8Array[]> {
  const folder = locate(bundle, options);
  if (folder === undefined) throw absent(bundle);
  const fix = fixOf(bundle, folder);
  const contents: Uint8Array[] = [];
  // Sequentially, so that the error names the first damaged file.
  for (const file of bundle.files) contents.push(...(await readChecked(folder, file, fix)));
  return contents;
}

async function readChecked(folder: string, file: DataFile, fix: string): Promise<Uint8Array[]> {
  const contents: Uint8Array[] = [];
  for (const name of file.parts ?? [file.name]) contents.push(await readUnpacked(join(folder, name), fix));
  await verify(file, contents, { path: join(folder, file.name), fix });
  return contents;
}

/** Reads `path`, or decompresses `path`.gz. */
async function readUnpacked(path: string, fix: string): Promise<Uint8Array> {
  const packed = !existsSync(path) && existsSync(`${path}.gz`);
  const bytes = await readFile(packed ? `${path}.gz` : path).catch((error: unknown) => {
    const reason = codeOf(error) === "ENOENT" ? "is missing" : `cannot be read (${codeOf(error)})`;
    throw new DataError(`the file ${path} ${reason}`, { fix });
  });
  if (!packed) return plain(bytes);
  try {
    return plain(gunzipSync(bytes));
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
