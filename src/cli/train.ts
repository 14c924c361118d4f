/** `hebb train`: trains a system by its recipe, saves the results and compares each metric with its bar. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type Result, train as conductTraining } from "../../models/conduct.ts";
import { Run } from "../../models/run.ts";
import type { Recipe, System } from "../../models/system.ts";
import { ArgumentError } from "../base/errors.ts";
import { addThreads, setThreads, threads } from "../runtime/index.ts";
import { compileQuickly } from "./compilation.ts";
import { reportFaults, save, saveRun, writeRecord } from "./files.ts";
import { causeOf, interruptible, unlessInterrupted } from "./interrupt.ts";
import { machine } from "./machine.ts";
import { requireData } from "./needs.ts";
import { reporterFor } from "./reporter.ts";
import { type FolderOptions, type RunFolder, claimFolder } from "./run-folder.ts";
import { SnapshotFolder } from "./snapshot-folder.ts";
import { loadSystem } from "./systems.ts";
import { widthOf } from "./terminal/width.ts";
import { wrapped } from "./terminal/wrap.ts";
import { said } from "./language.ts";
import { introductionOf, printEnd, printRun, printStopped } from "./training-report.ts";
import { version } from "./version.ts";

export interface TrainOptions extends FolderOptions {
  readonly all?: boolean;
  readonly quick?: boolean;
  readonly seed?: number;
  readonly threads?: number;
  /** The run to resume. */
  readonly resume?: string;
  /** Seconds between two snapshots; 0 saves none. Default 30. */
  readonly snapshotEvery?: number;
  readonly json?: boolean;
}

/** Sets the exit code: 0 if all bars are met, 1 if not, or that of the cause of an interruption. */
export async function train(id: string | undefined, options: TrainOptions): Promise<void> {
  if (options.resume === undefined) checkArguments(id, options);
  addThreads();
  compileQuickly();
  if (options.threads !== undefined) setThreads(options.threads);
  if (options.resume !== undefined) {
    await resume(options.resume, id, options);
    return;
  }
  if (id === undefined) {
    await (await import("./train-all.ts")).trainAll(options);
    return;
  }
  const system = await loadSystem(id);
  await requireData(system, options);
  const result = await trainSystem(id, system, options, await claimFolder(id, options, ofTrainings));
  if (result !== null) process.exitCode = result.passed ? 0 : 1;
}

/** Throws an ArgumentError if the recipe is not that of the run: the old steps and the new ones would not fit together. */
function checkRecipe(folder: string, old: unknown, recipe: Recipe): void {
  if (JSON.stringify(old) === JSON.stringify(recipe)) return;
  throw new ArgumentError(`the recipe has changed since ${folder} was started`, {
    rule: `It was ${JSON.stringify(old)}.`,
    fix: "Restore the recipe, or start a new run.",
  });
}

async function resume(run: string, name: string | undefined, options: TrainOptions): Promise<void> {
  const { resumable } = await import("./resume.ts");
  const { id, quick, seed, threads: count, folder, recipe } = await resumable(run, name, options);
  if (options.threads === undefined) setThreads(count);
  const system = await loadSystem(id);
  checkRecipe(folder.path, recipe, system.recipes[quick ? "quick" : "full"]);
  await requireData(system, { ...options, quick });
  const result = await trainSystem(id, system, { ...options, quick, seed }, folder);
  if (result !== null) process.exitCode = result.passed ? 0 : 1;
}

function checkArguments(id: string | undefined, { all = false, overwrite = false }: TrainOptions): void {
  if (all && overwrite) {
    throw new ArgumentError("--all cannot be combined with --overwrite", {
      rule: "With --all, every run has a new folder.",
      fix: "Omit --overwrite.",
    });
  }
  if ((id === undefined) === all) return;
  throw new ArgumentError(all ? `--all cannot be combined with the system ${id}` : "missing system", {
    rule: "Name one system, or use --all for all of them.",
    fix: "Run `hebb list` to see the systems.",
  });
}

/** Name of the record in the folder of a run. */
export const recordName = "result.json";

const ofTrainings = /^result\.json$|\.safetensors$/;

/**
 * Trains one system and prints a report. Returns null if the training was interrupted. Writes the record of the run
 * before the training starts, so that a folder that is not writable causes an error early.
 */
export async function trainSystem(
  id: string,
  system: System,
  { quick = false, seed = 0, json = false, snapshotEvery = 30, resume: resumed }: TrainOptions,
  folder: RunFolder,
): Promise<Result | null> {
  const begin = { id, quick, seed, threads: threads(), hebb: version() };
  const record = join(folder.path, recordName);
  const recipe = system.recipes[quick ? "quick" : "full"];
  await writeRecord(record, { state: "training", ...begin, recipe, pid: process.pid });
  const reporter = reporterFor({ json });
  const store = new SnapshotFolder(folder.path, (message) => reporter.listen({ event: "note", text: message }));
  // A folder of --overwrite may have snapshots of another run.
  if (resumed === undefined) await store.remove();
  // A run that resumes reads its snapshots even if it saves no more of them.
  const isUsed = snapshotEvery > 0 || resumed !== undefined;
  const snapshots = isUsed ? { store, every: snapshotEvery || Infinity } : undefined;
  return interruptible(async (signal) => {
    const run = new Run({ quick, seed, signal, listen: reporter.listen, ...(snapshots && { snapshots }) });
    if (json) console.log(JSON.stringify({ event: "begin", ...begin }));
    else console.log(heading(system, run));
    const metadata = { system: id, seed: `${seed}`, quick: `${quick}` };
    const keep = () => saveRun(run, said(system.title), folder.path, metadata);
    const result = await unlessInterrupted(conductTraining(system, run))
      .finally(() => reporter.close())
      .catch(async (error: unknown) => {
        if ((await keep()).files.length > 0 || (await store.hasAny())) {
          await writeRecord(record, { state: "failed", ...begin, recipe });
        } else await rm(record).then(() => folder.drop());
        throw error;
      });
    const { seconds } = run;
    const saved = await keep();
    const end = result ? { state: "ended", ...begin, ...result } : { state: "stopped", ...begin, recipe, seconds };
    await save(saved, record, (path) => writeRecord(path, { ...end, machine: machine() }));
    if (saved.faults.length === 0) await folder.settle(result !== null);
    if (result !== null && saved.faults.length === 0) await store.remove();
    const canResume = result === null && (await store.hasAny());
    if (json) {
      console.log(JSON.stringify({ event: "saved", files: saved.files }));
      console.log(
        JSON.stringify(result ? { event: "end", id, ...result } : { event: "interrupted", ...begin, seconds }),
      );
    } else {
      printRun(run, saved.files);
      if (result) printEnd(id, system, result);
      else printStopped(causeOf(signal)!.name, run, seconds, canResume ? folder.path : undefined);
    }
    reportFaults(saved);
    return result;
  });
}

function heading(system: System, { quick, seed }: Run): string {
  const introduction = said(introductionOf(system));
  const settings = said({
    en: `${quick ? "quick" : "full"} recipe, seed ${seed}, ${threads() === 1 ? "1 thread" : `${threads()} threads`}`,
    zh: `${quick ? "快速" : "完整"}配置，随机种子 ${seed}，${threads()} 个线程`,
  });
  return `${wrapped(introduction, widthOf(process.stdout))}\n${settings}\n`;
}
