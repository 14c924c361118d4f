/** Errors of decoders on damaged files. */
import { DataError, HebbError } from "../base/errors.ts";

/**
 * Returns the result of `decode`. Any error of it becomes a DataError that names `source`, because a file can contain
 * anything.
 */
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
