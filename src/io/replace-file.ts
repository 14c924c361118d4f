/** Atomic replacement of files, in Node. */
import { DataError, codeOf } from "../base/errors.ts";

/** Fixes by system error code. */
const remedies: Readonly<Record<string, string>> = {
  ENOENT: "use a folder that exists",
  ENOTDIR: "use a folder that exists",
  EISDIR: "pass the path of a file, not of a folder",
  ENOSPC: "the disk is full; free some space or use another disk",
  EDQUOT: "your disk quota is exceeded; free some space or use another disk",
  EACCES: "use a folder with write permission",
  EPERM: "use a folder with write permission",
  EROFS: "the disk is read-only; use another disk",
};

/**
 * Writes `content` to the file `path` atomically: at any time and after any failure, the file has either its old or its
 * new content. Rejects with a DataError if it cannot be written; the old file is then unchanged. `what` is the name of
 * the content in the error.
 */
export async function replaceFile(path: string, content: Uint8Array | string, what: string): Promise<void> {
  const { open, rename, rm } = process.getBuiltinModule("node:fs/promises");
  // A unique name, because the same path may be saved twice at the same time.
  const partial = `${path}.${crypto.randomUUID()}.partial`;
  try {
    const file = await open(partial, "wx");
    try {
      await file.writeFile(content);
      // Before the rename: after a power failure, the file must not be empty.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    const reason = codeOf(error);
    const fix = remedies[reason] ?? "use a path that can be written";
    throw new DataError(`${what} cannot be saved to ${path} (${reason}): ${fix}.`);
  }
}
