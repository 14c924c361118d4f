/** The source from which data sets are read: that of the call, that of `setDataSource`, or files in Node. */
import { ArgumentError, DataError } from "../base/errors.ts";
import { shown } from "../base/options.ts";
import type { Bundle, DataOptions, DataSource } from "./set.ts";

let chosen: DataSource | null = null;
let files: DataSource | null = null;

/**
 * Sets the source of all data sets, such as `packedSource("/data/")` in a page; null restores the default, which is
 * files in Node and none elsewhere. The options `source` and `folder` of a loader take precedence. Throws an
 * ArgumentError unless `source` is null or has a method `read`.
 */
export function setDataSource(source: DataSource | null): void {
  if (source !== null) checkSource("setDataSource", source);
  chosen = source;
}

/** Adds the source of files, which is read if no other source is set. The Node entry of hebb/data calls it. */
export function addFileSource(source: DataSource): void {
  files = source;
}

/** Returns the source of a call. Throws a DataError if there is none, and an ArgumentError if two are given. */
export function sourceOf(bundle: Bundle, { folder, source }: DataOptions): DataSource {
  if (folder !== undefined && source !== undefined) {
    throw new ArgumentError(`the data set ${bundle.set} was given both a folder and a source`, {
      rule: "A folder is read by Node, a source by its own method.",
      fix: "Give one of them.",
    });
  }
  if (source !== undefined) return checkSource(`the data set ${bundle.set}`, source);
  if (folder !== undefined) {
    if (files !== null) return files;
    throw new DataError(`the data set ${bundle.set} cannot be read from a folder outside Node`, {
      fix: advice(bundle),
    });
  }
  const found = chosen ?? files;
  if (found !== null) return found;
  throw new DataError(`the data set ${bundle.set} has no source`, {
    rule: "Outside Node, data sets are read through a source, because a page has no files.",
    fix: advice(bundle),
  });
}

function advice({ set }: Bundle): string {
  return (
    `Pack the data (\`hebb data pack public/data ${set}\`), serve the folder, and call` +
    ' setDataSource(packedSource("/data/")) before loading.'
  );
}

function checkSource(caller: string, source: DataSource): DataSource {
  if (typeof (source as Partial<DataSource> | undefined)?.read === "function") return source;
  throw new ArgumentError(`${caller} was given ${shown(source)} as a source`, {
    rule: "A source is an object with a method read(bundle).",
    fix: 'Use packedSource("/data/") or fileSource(files).',
  });
}
