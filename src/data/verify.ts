/** Verification of files of data sets: only files with the recorded length and checksum are decoded. */
import { DataError } from "../base/errors.ts";
import { joined } from "./decompress.ts";
import type { DataFile } from "./set.ts";

/** Name of a file in error messages, and the advice if it is not the original. */
export interface Place {
  /** Path of the file, or its name. */
  readonly path: string;
  readonly fix: string;
}

/** Rejects with a DataError unless the contents of `file`, one per part, have its length and SHA-256. */
export async function verify(file: DataFile, contents: readonly Uint8Array[], { path, fix }: Place): Promise<void> {
  const differs = file.parts
    ? `the files ${path} are not the original: their`
    : `the file ${path} is not the original: its`;
  const check = (what: string, expected: string, found: string) => {
    if (found === expected) return;
    throw new DataError(`${differs} ${what} differs`, { rule: `Expected ${expected}, found ${found}.`, fix });
  };
  const length = contents.reduce((sum, bytes) => sum + bytes.length, 0);
  check("length", `${file.length} bytes`, `${length} bytes`);
  check("SHA-256", file.sha256, await sha256(contents));
}

/** SHA-256 of the concatenated contents, hexadecimal. */
async function sha256(contents: readonly Uint8Array[]): Promise<string> {
  // Pages that are not secure contexts have no `subtle`, in contrast to its type.
  const subtle = globalThis.crypto.subtle as SubtleCrypto | undefined;
  if (subtle === undefined) {
    throw new DataError("files of data sets cannot be verified in this page", {
      rule: "SHA-256 requires a secure context.",
      fix: "Serve the page over https or from localhost, or pack the data with `hebb data pack` instead.",
    });
  }
  const whole = contents.length === 1 ? (contents[0] as Uint8Array<ArrayBuffer>) : joined(contents);
  const digest = new Uint8Array(await subtle.digest("SHA-256", whole));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
