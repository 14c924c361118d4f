/** Source of data sets from files of the user: chosen in a page, dropped on it, or read elsewhere. */
import { ArgumentError, DataError } from "../base/errors.ts";
import { describe } from "../base/options.ts";
import { decompress } from "./decompress.ts";
import type { Bundle, DataFile, DataSource } from "./set.ts";
import { verify } from "./verify.ts";

/** Content of a file: bytes, or a Blob. */
export type FileContent = Uint8Array | { arrayBuffer(): Promise<ArrayBuffer> };

/** File with a name, such as the File objects of an input element. */
export interface NamedFile {
  readonly name: string;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Returns a source that reads the original files of data sets: a list of File objects, or an object of contents by
 * name. A file may be compressed as NAME.gz. Loading rejects with a DataError if a file is missing or not the original.
 * Throws an ArgumentError if `files` has another form.
 */
export function fileSource(files: Iterable<NamedFile> | Readonly<Record<string, FileContent>>): DataSource {
  const contents = contentsOf(files);
  return {
    async read(bundle) {
      const read: Uint8Array[] = [];
      for (const file of bundle.files) read.push(...(await readFile(contents, bundle, file)));
      return bundle.decode(read);
    },
  };
}

function contentsOf(files: Iterable<NamedFile> | Readonly<Record<string, FileContent>>): Map<string, FileContent> {
  if (typeof files !== "object" || files === null) {
    throw new ArgumentError(`fileSource was given ${describe(files)}`, {
      rule: "It must be a list of files, or an object of Blobs or Uint8Arrays by name.",
    });
  }
  const entries: (readonly [string, FileContent])[] =
    Symbol.iterator in files ? Array.from(files, (file) => [file?.name, file] as const) : Object.entries(files);
  for (const [name, content] of entries) {
    const isContent = content instanceof Uint8Array || typeof content?.arrayBuffer === "function";
    if (typeof name === "string" && isContent) continue;
    throw new ArgumentError(`fileSource was given ${describe(content)} as the file ${name}`, {
      rule: "A file must have a name and be a File, a Blob or a Uint8Array.",
    });
  }
  return new Map(entries);
}

/** Reads and verifies a file of a bundle: its contents, one per part. */
async function readFile(
  files: ReadonlyMap<string, FileContent>,
  { set }: Bundle,
  file: DataFile,
): Promise<Uint8Array[]> {
  const contents: Uint8Array[] = [];
  for (const name of file.parts ?? [file.name]) contents.push(await contentOf(files, name, { set, most: file.length }));
  await verify(file, contents, { path: file.name, fix: `Choose the original files of ${set}.` });
  return contents;
}

/** Content of the file `name`, which may be given by the last part of its path, as File objects are. */
async function contentOf(
  files: ReadonlyMap<string, FileContent>,
  path: string,
  { set, most }: { readonly set: string; readonly most: number },
): Promise<Uint8Array> {
  for (const name of [path, path.slice(path.lastIndexOf("/") + 1)]) {
    const [plain, packed] = [files.get(name), files.get(`${name}.gz`)];
    if (plain !== undefined) return bytesOf(plain);
    if (packed !== undefined) return decompress(await bytesOf(packed), "gzip", { source: `the file ${name}.gz`, most });
  }
  const given = Array.from(files.keys());
  throw new DataError(`the file ${path} of the data set ${set} was not given`, {
    rule: `Given: ${given.slice(0, 20).join(", ") || "no files"}${given.length > 20 ? ", …" : ""}.`,
    fix: "Give all files of the data set with their original names.",
  });
}

async function bytesOf(content: FileContent): Promise<Uint8Array> {
  return content instanceof Uint8Array ? content : new Uint8Array(await content.arrayBuffer());
}
