/** Source of data sets in Node: their files, which are located, verified and decoded, or the cache of decoded arrays. */
import { DataError } from "../../base/errors.ts";
import type { Arrays, Bundle, DataSource } from "../set.ts";
import { addFileSource } from "../source.ts";
import { keep, readCached } from "./cache.ts";
import { type FolderOption, isNamed, locate } from "./locate.ts";
import { readFiles } from "./read.ts";

/** Lets data sets be read from files. */
export const addFiles = (): void => addFileSource({ read: readArrays } satisfies DataSource);

/** Reads the arrays of `bundle`. Files in a folder of the user are always read, without the cache. */
export async function readArrays(bundle: Bundle, folder?: string): Promise<Arrays> {
  const decode = async () => bundle.decode(await readFiles(bundle, { folder }));
  if (bundle.layout === undefined || isNamed(bundle, { folder })) return decode();
  const cached = await readCached(bundle);
  if (cached !== undefined) return cached;
  const arrays = await decode();
  await keep(bundle, arrays);
  return arrays;
}

/** State of the files of a bundle on this machine. */
export interface State {
  readonly state: "intact" | "absent" | "damaged";
  readonly folder?: string;
  /** Error message, unless the files are intact. */
  readonly problem?: string;
}

/** Checks if the files of `bundle` are present and intact. Reads all of them. */
export async function stateOf(bundle: Bundle, options: FolderOption = {}): Promise<State> {
  // A folder named by the user that does not exist is an error, not absence.
  let state: State["state"] = "damaged";
  let folder: string | undefined;
  try {
    folder = locate(bundle, options);
    if (folder === undefined && bundle.origin.kind !== "library") state = "absent";
    await readFiles(bundle, options);
    return { state: "intact", folder: folder! };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { state, ...(folder === undefined ? {} : { folder }), problem: error.message };
  }
}
