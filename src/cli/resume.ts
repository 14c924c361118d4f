/** Finds runs to resume: the one of `hebb train --resume RUN`, and unfinished ones of `hebb train --all`. */
import { basename, dirname, join } from "node:path";
import type { SettingValues } from "../../models/settings.ts";
import { ArgumentError, DataError } from "../base/errors.ts";
import { readRecord } from "./files.ts";
import { type RunFolder, folderOfRun, foldersOf, reopenedFolder } from "./run-folder.ts";
import { SnapshotFolder } from "./snapshot-folder.ts";
import { loadSystem } from "./systems.ts";
import { recordName } from "./train-system.ts";
import { type Training, trainingOf } from "./training.ts";
import { version } from "./version.ts";

/** A run to resume. */
export interface Resumable {
  readonly training: Training;
  readonly threads: number;
  readonly folder: RunFolder;
}

/** The part of a record that starts a training. */
interface Start {
  readonly id: string;
  readonly quick: boolean;
  readonly seed: number;
  readonly settings: SettingValues;
  readonly threads: number;
}

type RunRecord = Readonly<Record<string, unknown>>;

/**
 * Reads the record of an unfinished run. Throws an ArgumentError if it is a run of another system or recipe, has ended
 * or is still in progress, and a DataError if the folder contains no record of a training.
 */
export async function resumable(run: string, id: string | undefined): Promise<Resumable> {
  const path = await folderOfRun(run);
  const record = await readRecord(join(path, recordName));
  const start = record && startOf(record);
  if (!start) {
    throw new DataError(`${join(path, recordName)} is not the record of a training`, {
      rule: "A run is a folder written by `hebb train`, such as runs/lstm-1.",
    });
  }
  if (id !== undefined && id !== start.id) {
    throw new ArgumentError(`${path} is a run of ${start.id}, not of ${id}`, { fix: `Omit ${id}.` });
  }
  await checkState(path, record, start.id);
  const training = trainingOf(start.id, await loadSystem(start.id), { ...start, set: start.settings });
  if (!hasRecipe(record, training)) {
    throw new ArgumentError(`the recipe has changed since ${path} was started`, {
      rule: `It was ${JSON.stringify(record["recipe"])}.`,
      fix: "Restore the recipe, or start a new run.",
    });
  }
  return { training, threads: start.threads, folder: reopenedFolder(path, start.id) };
}

/** Returns the latest run of this training in `parent` that was stopped or killed and has snapshots. */
export async function unfinishedRun(parent: string, training: Training): Promise<RunFolder | undefined> {
  for (const path of await foldersOf(parent, training.id)) {
    const record = await readRecord(join(path, recordName));
    const start = record && startOf(record);
    // A training that failed would fail again.
    const isCut = start && (record["state"] === "stopped" || (record["state"] === "training" && !isTraining(record)));
    if (!isCut || !isOf(start, training) || !hasRecipe(record, training) || record["hebb"] !== version()) continue;
    if (await new SnapshotFolder(path, () => {}).hasAny()) return reopenedFolder(path, training.id);
  }
  return undefined;
}

/** Reads the start of a training from its record; null if the record is not one of a training. */
function startOf(record: RunRecord): Start | null {
  // Records of earlier versions have no settings.
  const { id, quick, seed, threads, settings = {} } = record;
  const isComplete =
    typeof id === "string" &&
    typeof quick === "boolean" &&
    Number.isInteger(seed) &&
    Number.isInteger(threads) &&
    typeof settings === "object" &&
    settings !== null &&
    Object.values(settings).every((value) => typeof value === "number");
  return isComplete ? ({ id, quick, seed, threads, settings } as Start) : null;
}

function isOf({ quick, seed, settings }: Start, training: Training): boolean {
  return (
    quick === training.quick && seed === training.seed && JSON.stringify(settings) === JSON.stringify(training.settings)
  );
}

/** True if the recipe is still the same. With another, the old steps and the new ones would not fit together. */
function hasRecipe(record: RunRecord, { recipe }: Training): boolean {
  return JSON.stringify(record["recipe"]) === JSON.stringify(recipe);
}

async function checkState(folder: string, record: RunRecord, id: string): Promise<void> {
  const { state, pid, hebb } = record;
  if (state === "ended") {
    const other = await unfinished(dirname(folder), id);
    throw new ArgumentError(`${folder} has ended`, {
      rule: "Only a run that was stopped, killed or failed can be resumed.",
      fix: other === undefined ? `Start a new one: \`hebb train ${id}\`.` : `Resume ${other} instead.`,
    });
  }
  if (state === "training" && isTraining(record)) {
    throw new ArgumentError(`${folder} is still being trained by process ${String(pid)}`, {
      rule: "Two processes cannot write one run.",
      fix: `Stop it first: kill ${String(pid)}.`,
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

/** True if the process that writes the run is alive. */
function isTraining({ pid }: RunRecord): boolean {
  if (typeof pid !== "number") return false;
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    // A process of another user is alive too.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
