/** Files that are not what they should be, whatever a decoder trips over in them. */
import { DataError, HebbError } from "../base/errors.ts";

/** What `decode` makes of `source`. Throws a DataError where it fails in any way: nothing in a file can be trusted. */
export function decoded<T>(source: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof HebbError) throw error;
    throw new DataError(`${source} is damaged: ${error instanceof Error ? error.message : String(error)}`, {
      fix: "Download or save the file again.",
    });
  }
}
