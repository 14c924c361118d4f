/** Trains one system by its recipe and saves the results. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Result, train as conductTraining } from "../../models/conduct.ts";
import { Run } from "../../models/run.ts";
import { threads } from "../runtime/index.ts";
import { type Saved, reportFaults, save, saveRun, writeRecord } from "./files.ts";
import { causeOf, interruptible, unlessInterrupted } from "./interrupt.ts";
import { said } from "./language.ts";
import { machine } from "./machine.ts";
import { reporterFor } from "./reporter.ts";
import type { RunFolder } from "./run-folder.ts";
import { SnapshotFolder } from "./snapshot-folder.ts";
import { introductionOf, printEnd, printRun, printStopped } from "./training-report.ts";
import { type Training, assignments } from "./training.ts";
import { widthOf } from "./terminal/width.ts";
import { wrapped } from "./terminal/wrap.ts";
import { version } from "./version.ts";

/** Options that do not change the result. */
export interface ReportOptions {
  /** Seconds between two snapshots; 0 saves none. Default 30. */
  readonly snapshotEvery?: number;
  readonly json?: boolean;
  /** Prints all metrics, not only those with a bar. */
  readonly allMetrics?: boolean;
}

/** The role of a training in a command. */
export interface Role {
  /** Continues from the snapshots in the folder. Default: a new training, which removes them. */
  readonly resumes?: boolean;
  /** One of several trainings, after which no next steps are printed. Default: false. */
  readonly isPart?: boolean;
}

/** Name of the record in the folder of a run. */
export const recordName = "result.json";

/** Files of a training, which a new run must not replace. */
export const ofTrainings = /^result\.json$|\.safetensors$/;

/**
 * Trains one system and prints a report. Returns null if the training was interrupted. Writes the record of the run
 * before the training starts, so that a folder that is not writable causes an error early.
 */
export async function trainSystem(
  training: Training,
  folder: RunFolder,
  options: ReportOptions,
  { resumes = false, isPart = false }: Role = {},
): Promise<Result | null> {
  const { quick, seed, recipe } = training;
  const { json = false, allMetrics = false, snapshotEvery = 30 } = options;
  const begin = beginOf(training);
  const record = join(folder.path, recordName);
  await writeRecord(record, { state: "training", ...begin, recipe, pid: process.pid });
  const reporter = reporterFor({ json });
  const store = new SnapshotFolder(folder.path, (message) => reporter.listen({ event: "note", text: message }));
  // A folder of --overwrite may have snapshots of another run.
  if (!resumes) await store.remove();
  // A run that resumes reads its snapshots even if it saves no more of them.
  const isUsed = snapshotEvery > 0 || resumes;
  const snapshots = isUsed ? { store, every: snapshotEvery || Infinity } : undefined;
  return interruptible(async (signal) => {
    const run = new Run({ quick, seed, signal, listen: reporter.listen, ...(snapshots && { snapshots }) });
    console.log(json ? JSON.stringify({ event: "begin", ...begin }) : headingOf(training));
    const result = await unlessInterrupted(conductTraining(training.system, run, recipe))
      .finally(() => reporter.close())
      .catch(async (error: unknown) => {
        await keepFailed(training, run, folder, store);
        throw error;
      });
    const saved = await keepEnd(training, run, result, folder);
    if (result !== null && saved.faults.length === 0) await store.remove();
    if (json) printEvents(training, run, saved, result);
    else {
      printRun(run, saved.files);
      if (result) printEnd(training, result, { allMetrics, record, suggests: !isPart });
      else printStopped(causeOf(signal)!.name, run, !isPart && (await store.hasAny()) ? folder.path : undefined);
    }
    reportFaults(saved);
    return result;
  });
}

/** The part of the record that all states share. */
function beginOf({ id, quick, seed, settings }: Training) {
  return { id, quick, seed, settings, threads: threads(), hebb: version() };
}

/** Saves the models, texts, curves and figures. */
function keep({ id, system, quick, seed }: Training, run: Run, { path }: RunFolder): Promise<Saved> {
  return saveRun(run, said(system.title), path, { system: id, seed: `${seed}`, quick: `${quick}` });
}

/** Saves what a failed training has left. Removes its folder if that is nothing. */
async function keepFailed(training: Training, run: Run, folder: RunFolder, store: SnapshotFolder): Promise<void> {
  const record = join(folder.path, recordName);
  if ((await keep(training, run, folder)).files.length > 0 || (await store.hasAny())) {
    await writeRecord(record, { state: "failed", ...beginOf(training), recipe: training.recipe });
  } else await rm(record).then(() => folder.drop());
}

/** Saves the files and the record of a training that ended, or was interrupted if `result` is null. */
async function keepEnd(training: Training, run: Run, result: Result | null, folder: RunFolder): Promise<Saved> {
  const { seconds } = run;
  const saved = await keep(training, run, folder);
  const state = result ? "ended" : "stopped";
  const record = {
    state,
    ...beginOf(training),
    ...(result ?? { recipe: training.recipe, seconds }),
    machine: machine(),
  };
  await save(saved, join(folder.path, recordName), (path) => writeRecord(path, record));
  if (saved.faults.length === 0) await folder.settle(result !== null);
  return saved;
}

function printEvents(training: Training, { seconds }: Run, saved: Saved, result: Result | null): void {
  const { id, settings } = training;
  console.log(JSON.stringify({ event: "saved", files: saved.files }));
  const end = result
    ? { event: "end", id, settings, ...result }
    : { event: "interrupted", ...beginOf(training), seconds };
  console.log(JSON.stringify(end));
}

/** The heading of a training: its introduction, recipe, changed settings, seed and threads. */
function headingOf({ system, quick, seed, settings }: Training): string {
  const changes = assignments(settings).join(", ");
  const recipe = said({
    en: `${quick ? "quick" : "full"} recipe${changes && ` (${changes})`}`,
    zh: `${quick ? "快速" : "完整"}配置${changes && `（${changes}）`}`,
  });
  const count = threads();
  const rest = said({
    en: `, seed ${seed}, ${count === 1 ? "1 thread" : `${count} threads`}`,
    zh: `，随机种子 ${seed}，${count} 个线程`,
  });
  return `${wrapped(said(introductionOf(system)), widthOf(process.stdout))}\n${recipe}${rest}\n`;
}
