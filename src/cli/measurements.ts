/** Measurements of a system: those published with Hebb, and those in the runs of the user. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { presented } from "../../models/conduct.ts";
import { decodeFacts } from "../../models/facts.ts";
import { nats, number, percent, seconds } from "../../models/quantity.ts";
import type { Bar, Experiment, Measure, System } from "../../models/system.ts";
import type { Text } from "../../models/text.ts";
import { DataError } from "../base/errors.ts";
import { labels } from "../pages/labels.ts";
import type { Measured, Trained } from "../pages/page.ts";
import { inPowers, isTiny } from "../pages/table.ts";
import type { Language } from "../../models/language.ts";
import { readRecord } from "./files.ts";
import { foldersOf } from "./run-folder.ts";
import { assignments } from "./training.ts";
import { typed } from "./typed.ts";

/** The result of a training, as recorded. */
export interface TrainingRecord {
  readonly seed: number;
  readonly seconds: number;
  readonly threads: number;
  readonly quick?: boolean;
  /** Settings changed by `--set`. */
  readonly settings?: Readonly<Record<string, number>>;
  readonly machine: { readonly processor: string; readonly node: string };
  readonly metrics: Readonly<Record<string, number>>;
  readonly bars: readonly (Bar & { readonly measured: number; readonly passed: boolean })[];
}

export interface Measurements {
  readonly experiments: ReadonlyMap<string, Measured>;
  readonly training: TrainingRecord | undefined;
}

interface PublishedExperiment {
  readonly seed: number;
  readonly seeds?: number;
  readonly facts: unknown;
}

/** Folders with the published results of all systems: beside the built systems, or in the repository. */
const resultFolders = ["./models/", "../../models/", "../../../models/"].map((path) => new URL(path, import.meta.url));

/** Returns the published measurements of the full recipe; none if the system was not measured. */
export async function publishedOf(id: string): Promise<Measurements> {
  const folder = resultFolders.find((url) => existsSync(new URL(`${id}/results.json`, url)));
  if (folder === undefined) return { experiments: new Map(), training: undefined };
  const path = fileURLToPath(new URL(`${id}/`, folder));
  const { training, experiments } = (await readRecord(join(path, "results.json"))) as unknown as {
    readonly training?: TrainingRecord;
    readonly experiments: Readonly<Record<string, PublishedExperiment>>;
  };
  const found = new Map<string, Measured>();
  for (const [name, { facts, seed, seeds = 1 }] of Object.entries(experiments)) {
    found.set(name, { facts: await decoded(facts, join(path, `results.${name}.bin`)), seed, seeds, quick: false });
  }
  return { experiments: found, training };
}

/**
 * Returns the newest measurements of a system in the folder of runs, instead of the published ones where there are any. The
 * training is that in the folder `run` if it is given.
 */
export async function newestOf(id: string, system: System, runs: string, run?: string): Promise<Measurements> {
  const { experiments, training } = await publishedOf(id);
  const found = new Map(experiments);
  for (const [name, experiment] of Object.entries(system.experiments)) {
    const newest = await newestRecord(runs, `${id}-${name}`, `${name}.json`);
    if (newest === undefined) continue;
    const { folder, record } = newest;
    const { seed, seeds, quick, facts: json } = record as unknown as Measured;
    const facts = await decoded(json, join(folder, `${name}.bin`));
    checkFacts(experiment, facts, join(folder, `${name}.json`), `${id} ${name}`);
    found.set(name, { facts, seed, seeds, quick });
  }
  const own = run === undefined ? null : await readRecord(join(run, "result.json"));
  const record = own?.["state"] === "ended" ? own : (await newestRecord(runs, id, "result.json"))?.record;
  return { experiments: found, training: (record as TrainingRecord | undefined) ?? training };
}

/** Throws a DataError if facts cannot be presented, such as those that another version of the experiment measured. */
function checkFacts(experiment: Experiment, facts: unknown, path: string, words: string): void {
  try {
    presented(experiment, facts);
  } catch (error) {
    throw new DataError(`the facts in ${path} do not fit this version of the experiment: ${String(error)}`, {
      fix: `Measure again by \`${typed()} experiment ${words}\`, or move ${dirname(path)} elsewhere.`,
    });
  }
}

async function newestRecord(runs: string, name: string, file: string) {
  for (const folder of await foldersOf(runs, name)) {
    const record = await readRecord(join(folder, file));
    if (record?.["state"] === "ended") return { folder, record };
  }
  return undefined;
}

/** Facts without typed arrays have no file of bytes. */
async function decoded(json: unknown, path: string): Promise<unknown> {
  const bytes = existsSync(path) ? new Uint8Array(await readFile(path)) : new Uint8Array();
  try {
    return decodeFacts({ json, bytes });
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new DataError(`${path} does not fit its JSON: ${error.message}`);
  }
}

/** Returns the metrics with bars as rows of a table. */
export function trainedOf(
  system: System,
  { seed, threads, quick = false, settings = {}, machine, bars, metrics }: TrainingRecord,
  language: Language,
): Trained {
  const head = [labels.metric, labels.value, labels.bar, labels.meaning].map((label) => label[language]);
  const shown = (value: number, metric: string) => valueOf(value, system.metrics[metric]!)[language];
  const rows = bars.map(({ metric, op, value, measured, passed }) => {
    const bar = `${{ ">=": "≥", "<=": "≤", ">": ">", "<": "<" }[op]} ${shown(value, metric)} ${passed ? "✓" : "✗"}`;
    return [metric, shown(measured, metric), bar, system.metrics[metric]!.meaning[language]];
  });
  const others = Object.entries(metrics).filter(
    ([name]) => system.metrics[name]?.isHeadline && !bars.some(({ metric }) => metric === name),
  );
  rows.push(...others.map(([name, value]) => [name, shown(value, name), "", system.metrics[name]!.meaning[language]]));
  const changed = assignments(settings);
  const description = {
    en: `One training: ${quick ? "quick" : "full"} recipe${changed.length > 0 ? ` with ${changed.join(", ")}` : ""}, seed ${seed}, ${threads === 1 ? "1 thread" : `${threads} threads`}, ${machine.processor}, Node ${machine.node}.`,
    zh: `一次训练的结果：${quick ? "快速" : "完整"}配置${changed.length > 0 ? `（改动：${changed.join("，")}）` : ""}，随机种子 ${seed}，${threads} 个线程，${machine.processor}，Node ${machine.node}。`,
  };
  return { description: description[language], rows: [head, ...rows] };
}

/** Returns a measured value with its unit. */
function valueOf(value: number, { unit }: Measure): Text {
  if (unit === "fraction") return percent(value, { digits: 2 });
  if (unit === "seconds") return seconds(value);
  if (isTiny(value)) return { en: inPowers(value), zh: inPowers(value) };
  // Rounding errors have fewer digits than quantities of information.
  return unit === "nats" && Math.abs(value) >= 1e-3 ? nats(value, { digits: 3 }) : number(value);
}
