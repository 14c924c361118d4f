/** Loads bundles of data sets from their source. */
import { sourceOf } from "./source.ts";
import type { Arrays, Bundle, DataOptions } from "./set.ts";

/** Loads the arrays of `bundle`. Rejects with a DataError if they are missing or not the original. */
export async function load<Name extends string>(
  bundle: Bundle<Name>,
  options: DataOptions = {},
): Promise<Arrays<Name>> {
  return sourceOf(bundle, options).read(bundle, options.folder);
}
