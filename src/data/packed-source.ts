/** Source of data sets for pages: packed arrays, which `hebb data pack` writes, fetched from a server. */
import { ArgumentError, DataError } from "../base/errors.ts";
import { readOptions, shown } from "../base/options.ts";
import { packedName, unpackFile } from "./packed-file.ts";
import type { DataSource } from "./set.ts";

/** Response of a `fetch` function. */
export interface FetchedFile {
  readonly ok: boolean;
  readonly status: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** Options of `packedSource`. */
export interface PackedSourceOptions {
  /** Function that fetches a URL, for instance with credentials or from a cache. Default: the platform's `fetch`. */
  readonly fetch?: (url: string) => Promise<FetchedFile>;
}

/**
 * Returns a source that fetches the files of `hebb data pack` from the folder `url`, such as "/data/". Length, checksum
 * and version of each file are verified. Loading rejects with a DataError that names the URL if a file is missing or
 * damaged. Throws an ArgumentError unless `url` is a URL.
 */
export function packedSource(url: string | { readonly href: string }, options: PackedSourceOptions = {}): DataSource {
  const base = typeof url === "string" ? url : (url as Partial<typeof url> | undefined)?.href;
  if (typeof base !== "string" || base === "") {
    throw new ArgumentError(`packedSource was given ${shown(url)}`, {
      rule: 'It must be the URL of a folder, such as "/data/".',
    });
  }
  const { fetch: get = (from: string) => fetch(from) } = readOptions("packedSource", options, { fetch: "function" });
  const folder = base.endsWith("/") ? base : `${base}/`;
  return {
    async read(bundle) {
      const from = folder + packedName(bundle);
      return unpackFile(bundle, await download(get, from, bundle.set), from);
    },
  };
}

async function download(get: NonNullable<PackedSourceOptions["fetch"]>, url: string, set: string): Promise<Uint8Array> {
  const failed = (reason: string) =>
    new DataError(`the data set ${set} could not be fetched from ${url}: ${reason}`, {
      fix: `Write the file with \`hebb data pack FOLDER ${set}\`, and serve FOLDER there.`,
    });
  try {
    const response = await get(url);
    if (!response.ok) throw failed(`the server answered with the status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw failed(error instanceof Error ? error.message : String(error));
  }
}
