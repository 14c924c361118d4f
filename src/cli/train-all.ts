/** `hebb train --all`: one system after the other. What has reached its bars before is not trained again. */
import { join } from "node:path";
import type { Bar, System } from "../../models/system.ts";
import { HebbError } from "../base/errors.ts";
import { readRecord } from "./files.ts";
import { requireData } from "./needs.ts";
import { foldersOf, numberedFolder } from "./run-folder.ts";
import { loadSystems } from "./systems.ts";
import { inTyped } from "./typed.ts";
import { type TrainOptions, recordName, trainSystem } from "./train.ts";

/** What became of a system. */
interface Outcome {
  readonly id: string;
  readonly passed: boolean;
  readonly seconds?: number;
  /** Taken from the folder of an earlier run. */
  readonly kept?: boolean;
  /** Why it could not be trained. */
  readonly error?: string;
}

export async function trainAll(options: TrainOptions): Promise<void> {
  const { out = "runs", json = false } = options;
  const outcomes: Outcome[] = [];
  for (const [id, system] of await loadSystems()) {
    const outcome = (await earlier(id, system, out, options)) ?? (await trainOne(id, system, out, options));
    if (outcome === null) {
      if (!json) console.log("\nThe same command goes on from here.");
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

/** Null where it was interrupted. One that cannot be trained, for want of data perhaps, does not keep others from it. */
async function trainOne(id: string, system: System, out: string, options: TrainOptions): Promise<Outcome | null> {
  if (options.json !== true) console.log(`\n── ${id} ${"─".repeat(Math.max(3, 60 - id.length))}`);
  try {
    await requireData(system, options);
    const result = await trainSystem(id, system, options, await numberedFolder(out, id));
    return result && { id, passed: result.passed, seconds: result.seconds };
  } catch (error) {
    if (!(error instanceof HebbError)) throw error;
    if (options.json !== true) console.error(`error: ${inTyped(error.message)}`);
    return { id, passed: false, error: error.message };
  }
}

/** The result of the latest run of the same recipe that reached the bars of today. */
async function earlier(
  id: string,
  { recipes }: System,
  out: string,
  { quick = false, seed = 0 }: TrainOptions,
): Promise<Outcome | null> {
  const today = written(recipes[quick ? "quick" : "full"].bars);
  for (const folder of await foldersOf(out, id)) {
    const record = await readRecord(join(folder, recordName));
    if (record === null || record["quick"] !== quick || record["seed"] !== seed || record["passed"] !== true) continue;
    const { bars, seconds } = record as { readonly bars?: unknown; readonly seconds?: unknown };
    if (typeof seconds !== "number" || !Array.isArray(bars) || written(bars as Bar[]) !== today) continue;
    return { id, passed: true, seconds, kept: true };
  }
  return null;
}

function written(bars: readonly Bar[]): string {
  return bars.map((bar) => `${bar?.metric} ${bar?.op} ${bar?.value}`).join();
}

function line({ id, passed, seconds, kept = false, error }: Outcome): string {
  const state = error === undefined ? (passed ? "bars reached" : "bars not reached") : "could not be trained";
  const time = seconds === undefined ? "" : `  ${seconds.toFixed(1)} s`;
  return `  ${passed ? "✓" : "✗"} ${id.padEnd(16)}  ${state}${time}${kept ? ", before" : ""}`;
}
