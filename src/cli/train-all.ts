/**
 * `hebb train --all`: trains the systems one after another. Skips those that met their bars in an earlier run, and
 * resumes unfinished runs.
 */
import { join } from "node:path";
import type { Bar, System } from "../../models/system.ts";
import { HebbError } from "../base/errors.ts";
import { readRecord } from "./files.ts";
import { said } from "./language.ts";
import { requireData } from "./needs.ts";
import { unfinishedRun } from "./resume.ts";
import { foldersOf, numberedFolder } from "./run-folder.ts";
import { loadSystems } from "./systems.ts";
import { inTyped } from "./typed.ts";
import { type ReportOptions, recordName, trainSystem } from "./train-system.ts";
import { type TrainingChoice, trainingOf } from "./training.ts";

/** The outcome of training one system. */
interface Outcome {
  readonly id: string;
  readonly passed: boolean;
  readonly seconds?: number;
  /** Set if the result is that of an earlier run. */
  readonly kept?: boolean;
  /** The error that prevented the training. */
  readonly error?: string;
}

interface AllOptions extends TrainingChoice, ReportOptions {
  readonly out?: string;
}

export async function trainAll(options: AllOptions): Promise<void> {
  const { out = "runs", json = false } = options;
  const outcomes: Outcome[] = [];
  for (const [id, system] of await loadSystems()) {
    const outcome = (await earlier(id, system, out, options)) ?? (await trainOne(id, system, out, options));
    if (outcome === null) {
      if (!json)
        console.log(
          `\n${said({ en: "Run the same command again to resume.", zh: "再运行一次同样的命令，就会接着跑。" })}`,
        );
      return;
    }
    outcomes.push(outcome);
    if (json && (outcome.kept || outcome.error)) {
      console.log(JSON.stringify({ event: outcome.kept ? "kept" : "failed", ...outcome }));
    }
  }
  const passed = outcomes.every((outcome) => outcome.passed);
  if (json) console.log(JSON.stringify({ event: "all", passed, systems: outcomes }));
  else console.log(`\n${outcomes.map(line).join("\n")}`);
  process.exitCode = passed ? 0 : 1;
}

/** Trains one system; null if interrupted. An error, such as missing data, becomes the outcome and does not throw. */
async function trainOne(id: string, system: System, out: string, options: AllOptions): Promise<Outcome | null> {
  if (options.json !== true) console.log(`\n── ${id} ${"─".repeat(Math.max(3, 60 - id.length))}`);
  try {
    await requireData(system, options);
    const training = trainingOf(id, system, options);
    const unfinished = await unfinishedRun(out, training);
    if (unfinished) reportResumed(id, unfinished.path, options);
    const folder = unfinished ?? (await numberedFolder(out, id));
    const role = { resumes: unfinished !== undefined, isPart: true };
    const result = await trainSystem(training, folder, options, role);
    return result && { id, passed: result.passed, seconds: result.seconds };
  } catch (error) {
    if (!(error instanceof HebbError)) throw error;
    if (options.json !== true) console.error(`error: ${inTyped(error.message)}`);
    return { id, passed: false, error: error.message };
  }
}

function reportResumed(id: string, folder: string, { json = false }: AllOptions): void {
  const shown = said({ en: `Resuming ${folder}`, zh: `接着跑 ${folder}` });
  console.log(json ? JSON.stringify({ event: "resumed", id, folder }) : shown);
}

/** The result of the latest run with the same recipe, seed and bars that met the bars; null if there is none. */
async function earlier(
  id: string,
  { recipes }: System,
  out: string,
  { quick = false, seed = 0 }: TrainingChoice,
): Promise<Outcome | null> {
  const current = written(recipes[quick ? "quick" : "full"].bars);
  for (const folder of await foldersOf(out, id)) {
    const record = await readRecord(join(folder, recordName));
    if (record === null || record["quick"] !== quick || record["seed"] !== seed || record["passed"] !== true) continue;
    // A run with changed settings is not a run of the recipe.
    if (Object.keys((record["settings"] as object | undefined) ?? {}).length > 0) continue;
    const { bars, seconds } = record as { readonly bars?: unknown; readonly seconds?: unknown };
    if (typeof seconds !== "number" || !Array.isArray(bars) || written(bars as Bar[]) !== current) continue;
    return { id, passed: true, seconds, kept: true };
  }
  return null;
}

function written(bars: readonly Bar[]): string {
  return bars.map((bar) => `${bar?.metric} ${bar?.op} ${bar?.value}`).join();
}

function line({ id, passed, seconds, kept = false, error }: Outcome): string {
  const state = error === undefined ? (passed ? "bars met" : "bars not met") : "training failed";
  const time = seconds === undefined ? "" : `  ${seconds.toFixed(1)} s`;
  return `  ${passed ? "✓" : "✗"} ${id.padEnd(16)}  ${state}${time}${kept ? " (earlier run)" : ""}`;
}
