/** `hebb train --resume RUN`: finds the run to resume and the settings that it was started with. */
import { basename, dirname, join } from "node:path";
import { ArgumentError, DataError } from "../base/errors.ts";
import { readRecord } from "./files.ts";
import { type RunFolder, folderOfRun, foldersOf, reopenedFolder } from "./run-folder.ts";
import { type TrainOptions, recordName } from "./train.ts";
import { version } from "./version.ts";

/** A run to resume. */
export interface Resumable {
  readonly id: string;
  readonly quick: boolean;
  readonly seed: number;
  readonly threads: number;
  readonly folder: RunFolder;
  /** The recipe that it was started with. */
  readonly recipe: unknown;
}

/**
 * Reads the record of an unfinished run. Throws an ArgumentError if an option contradicts it or the run has ended or is
 * still in progress, and a DataError if the folder contains no record of a training.
 */
export async function resumable(run: string, id: string | undefined, options: TrainOptions): Promise<Resumable> {
  for (const name of ["all", "quick", "seed", "out", "overwrite"] as const) {
    if (options[name] === undefined) continue;
    throw new ArgumentError(`--resume cannot be combined with --${name}`, {
      rule: "A resumed run keeps the settings that it was started with.",
      fix: `Omit --${name}.`,
    });
  }
  const folder = await folderOfRun(run);
  const record = await readRecord(join(folder, recordName));
  const found = { id: record?.["id"], quick: record?.["quick"], seed: record?.["seed"], threads: record?.["threads"] };
  if (!isComplete(found)) {
    throw new DataError(`${join(folder, recordName)} is not the record of a training`, {
      rule: "A run is a folder written by `hebb train`, such as runs/lstm-1.",
    });
  }
  if (id !== undefined && id !== found.id) {
    throw new ArgumentError(`${folder} is a run of ${found.id}, not of ${id}`, { fix: `Omit ${id}.` });
  }
  await checkState(folder, record!, found.id);
  return { ...found, recipe: record!["recipe"], folder: reopenedFolder(folder, found.id) };
}

type Settings = Omit<Resumable, "folder" | "recipe">;

function isComplete(found: { readonly [Name in keyof Settings]: unknown }): found is Settings {
  const { id, quick, seed, threads } = found;
  return typeof id === "string" && typeof quick === "boolean" && Number.isInteger(seed) && Number.isInteger(threads);
}

async function checkState(folder: string, record: Readonly<Record<string, unknown>>, id: string): Promise<void> {
  const { state, pid, hebb } = record;
  if (state === "ended") {
    const other = await unfinished(dirname(folder), id);
    throw new ArgumentError(`${folder} has ended`, {
      rule: "Only a run that was stopped, killed or failed can be resumed.",
      fix: other === undefined ? `Start a new one: \`hebb train ${id}\`.` : `Resume ${other} instead.`,
    });
  }
  if (state === "training" && typeof pid === "number" && isAlive(pid)) {
    throw new ArgumentError(`${folder} is still being trained by process ${pid}`, {
      rule: "Two processes cannot write one run.",
      fix: `Stop it first: kill ${pid}.`,
    });
  }
  if (hebb !== version()) {
    throw new ArgumentError(`${folder} was started by hebb ${String(hebb)}, and this is hebb ${version()}`, {
      rule: "Another version may compute other bits.",
      fix: "Resume it with the version that started it, or start a new run.",
    });
  }
}

/** Returns the latest run of the system that can be resumed. */
async function unfinished(parent: string, id: string): Promise<string | undefined> {
  for (const folder of await foldersOf(parent, id)) {
    const record = await readRecord(join(folder, recordName));
    if (record !== null && record["state"] !== "ended") return join(parent, basename(folder));
  }
  return undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    // A process of another user is alive too.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
