/** Loads a part of a data set: from the cache, or from its files, which are found, checked and decoded. */
import { DataError } from "../base/errors.ts";
import { keep, readCached } from "./cache.ts";
import { isNamed, locate, readFiles } from "./source.ts";
import type { Arrays, Bundle, DataOptions } from "./set.ts";

/**
 * The arrays of `bundle`. Files in a folder that the user names are always read. Rejects with a DataError where a file
 * is missing or not the original.
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

export interface State {
  readonly state: "intact" | "absent" | "damaged";
  readonly folder?: string;
  /** What is wrong, where something is. */
  readonly problem?: string;
}

/** Whether the files of `bundle` are on this machine and what they should be; reads them all. */
export async function stateOf(bundle: Bundle, options: DataOptions = {}): Promise<State> {
  // A folder of the user's that does not exist is a fault, and not absence.
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
