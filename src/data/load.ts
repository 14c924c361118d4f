/** Loads a part of a data set: its files found and checked, then decoded. */
import { readFiles } from "./source.ts";
import type { Arrays, Bundle, DataOptions } from "./set.ts";

/** The arrays of `bundle`. Rejects with a DataError where a file is missing or not the original. */
export async function load<Name extends string>(
  bundle: Bundle<Name>,
  options: DataOptions = {},
): Promise<Arrays<Name>> {
  return bundle.decode(await readFiles(bundle, options));
}
