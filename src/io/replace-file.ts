/** Files that are replaced whole or not at all, in Node. */
import { DataError, codeOf } from "../base/errors.ts";

/** By the system's code. */
const remedies: Readonly<Record<string, string>> = {
  ENOENT: "name a file in a folder that exists",
  ENOTDIR: "name a file in a folder that exists",
  EISDIR: "name a file, not a folder",
  ENOSPC: "the disk is full, make room or name a file on another",
  EDQUOT: "your share of the disk is used up, make room or name a file on another",
  EACCES: "name a file in a folder that you may write to",
  EPERM: "name a file in a folder that you may write to",
  EROFS: "name a file on a disk that can be written to",
};

/**
 * Writes `content` to the file `path`: whoever reads it, at any time and after any fault, finds the old file or the new
 * one, whole. Rejects with a DataError that calls the content `what`; the old file is then untouched.
 */
export async function replaceFile(path: string, content: Uint8Array | string, what: string): Promise<void> {
  const { open, rename, rm } = process.getBuiltinModule("node:fs/promises");
  // One of its own, since another save to the same path may go on at the same time.
  const partial = `${path}.${crypto.randomUUID()}.partial`;
  try {
    const file = await open(partial, "wx");
    try {
      await file.writeFile(content);
      // Before the name leads to it: a machine that loses power must not be left with an empty file.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    const reason = codeOf(error);
    const fix = remedies[reason] ?? "name a file that can be written";
    throw new DataError(`${what} cannot be saved to ${path} (${reason}): ${fix}.`);
  }
}
