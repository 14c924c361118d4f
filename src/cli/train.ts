/** `hebb train`: trains a system by its recipe, saves what came of it and shows each metric beside its bar. */
import { join } from "node:path";
import { type Result, train as conductTraining } from "../../models/conduct.ts";
import { Interrupted, Run } from "../../models/run.ts";
import type { System } from "../../models/system.ts";
import { ArgumentError } from "../base/errors.ts";
import { dropParts } from "../compile/parts.ts";
import { addThreads, setThreads, threads } from "../runtime/index.ts";
import { makeFolder, saveRun, writeRecord } from "./files.ts";
import { interruptedExitCode, interruptible } from "./interrupt.ts";
import { machine } from "./machine.ts";
import { reporterFor } from "./reporter.ts";
import { loadSystem } from "./systems.ts";
import { printEnd, printRun } from "./training-report.ts";

export interface TrainOptions {
  readonly all?: boolean;
  readonly quick?: boolean;
  readonly seed?: number;
  readonly threads?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** Sets the exit code: 0 if all bars are reached, 1 if one is not, 130 after Ctrl-C. */
export async function train(id: string | undefined, options: TrainOptions): Promise<void> {
  checkWords(id, options);
  addThreads();
  if (options.threads !== undefined) setThreads(options.threads);
  if (id === undefined) {
    await (await import("./train-all.ts")).trainAll(options);
    return;
  }
  const result = await trainSystem(id, await loadSystem(id), options, options.out ?? join("runs", id));
  process.exitCode = result === null ? interruptedExitCode : result.passed ? 0 : 1;
}

function checkWords(id: string | undefined, { all = false }: TrainOptions): void {
  if ((id === undefined) === all) return;
  throw new ArgumentError(all ? `train was given ${id} and --all` : "train was given no system", {
    rule: "It trains one system, or all of them with --all.",
    fix: "`hebb list` names them.",
  });
}

/** The name of the record in a run's folder. */
export const recordName = "result.json";

/** Trains one system and reports it; null where it was interrupted. */
export async function trainSystem(
  id: string,
  system: System,
  { quick = false, seed = 0, json = false }: TrainOptions,
  folder: string,
): Promise<Result | null> {
  await makeFolder(folder);
  const reporter = reporterFor({ json });
  return interruptible(async (signal) => {
    // The same bits come out whatever this process has done before.
    dropParts();
    const run = new Run({ quick, seed, signal, listen: reporter.listen });
    if (json) console.log(JSON.stringify({ event: "begin", id, quick, seed, threads: threads() }));
    else console.log(heading(system, run));
    const start = performance.now();
    const result = await unlessInterrupted(conductTraining(system, run)).finally(() => reporter.close());
    const seconds = (performance.now() - start) / 1000;
    const files = await saveRun(run, system.title, folder, { system: id, seed: `${seed}`, quick: `${quick}` });
    const end = result && { event: "end", id, ...result };
    if (end) {
      const path = join(folder, recordName);
      await writeRecord(path, { ...end, machine: machine(), threads: threads() });
      files.push(path);
    }
    if (json) {
      console.log(JSON.stringify({ event: "saved", files }));
      console.log(JSON.stringify(end ?? { event: "interrupted", id, quick, seed, seconds }));
    } else {
      printRun(run, files);
      printEnd(id, system, result, seconds);
    }
    return result;
  });
}

async function unlessInterrupted<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Interrupted) return null;
    throw error;
  }
}

function heading({ title, chinese, summary }: System, { quick, seed }: Run): string {
  const count = threads() === 1 ? "1 thread" : `${threads()} threads`;
  return `${title} ${chinese}: ${summary}\n${quick ? "quick" : "full"} recipe, seed ${seed}, ${count}\n`;
}
