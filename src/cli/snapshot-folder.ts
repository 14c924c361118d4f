/** Snapshots of a run as files in a folder, one file per part of the run. */
import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SnapshotStore } from "../../models/snapshots.ts";
import { DataError, codeOf } from "../base/errors.ts";
import { replaceFile } from "../io/replace-file.ts";

/** Name of the folder of snapshots in the folder of a run. */
export const snapshotsName = "snapshots";

export class SnapshotFolder implements SnapshotStore {
  readonly #path: string;
  readonly #warn: (message: string) => void;
  #hasFailed = false;

  /** `warn` is called once if snapshots cannot be written. The training continues, because its results may still be saved. */
  constructor(run: string, warn: (message: string) => void) {
    this.#path = join(run, snapshotsName);
    this.#warn = warn;
  }

  async read(name: string): Promise<Uint8Array | undefined> {
    const path = join(this.#path, fileOf(name));
    try {
      return await readFile(path);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw new DataError(`the snapshot ${path} cannot be read (${codeOf(error)})`);
    }
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    try {
      await mkdir(this.#path, { recursive: true });
      await replaceFile(join(this.#path, fileOf(name)), bytes, "The snapshot");
    } catch (error) {
      if (!this.#hasFailed) this.#warn(`${error instanceof Error ? error.message : String(error)}\n`);
      this.#hasFailed = true;
    }
  }

  /** True if there is a snapshot. */
  async hasAny(): Promise<boolean> {
    return readdir(this.#path).then(
      (names) => names.length > 0,
      () => false,
    );
  }

  /** Deletes all snapshots, after the run has ended. */
  async remove(): Promise<void> {
    await rm(this.#path, { recursive: true, force: true });
  }
}

/** Returns a file name that is readable and unique: letters and digits of the name, and its UTF-8 bytes as a hash (FNV-1a). */
function fileOf(name: string): string {
  const readable = name.replaceAll(/[^A-Za-z0-9]+/g, "-").slice(0, 40);
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return `${readable}-${hash.toString(16).padStart(16, "0")}.safetensors`;
}
