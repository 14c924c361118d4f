/** Loads bundles of data sets: from the cache, or from their files, which are located, verified and decoded. */
import { DataError } from "../base/errors.ts";
import { keep, readCached } from "./cache.ts";
import { isNamed, locate, readFiles } from "./source.ts";
import type { Arrays, Bundle, DataOptions } from "./set.ts";

/**
 * Loads the arrays of `bundle`. Files in a folder of the user are always read, without the cache. Rejects with a
 * DataError if a file is missing or not the original.
 */
export async function load<Name extends string>(
  bundle: Bundle<Name>,
  options: DataOptions = {},
): Promise<Arrays<Name>> {
  if (bundle.layout === undefined || isNamed(bundle, options)) return bundle.decode(await readFiles(bundle, options));
  const cached = await readCached(bundle);
  if (cached !== undefined) return cached;
  const arrays = bundle.decode(await readFiles(bundle, options));
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
export async function stateOf(bundle: Bundle, options: DataOptions = {}): Promise<State> {
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
