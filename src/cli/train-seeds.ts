/** `hebb train ID --seeds N`: trains a system with several seeds, each in its own run, and summarizes the results. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../models/conduct.ts";
import type { Text } from "../../models/text.ts";
import { said } from "./language.ts";
import { type FolderOptions, type RunFolder, checkFree, claimFolder } from "./run-folder.ts";
import { snapshotsName } from "./snapshot-folder.ts";
import { rows } from "./terminal/wrap.ts";
import { widthOf } from "./terminal/width.ts";
import { type ReportOptions, ofTrainings, trainSystem } from "./train-system.ts";
import { printSummary, summarizeSeeds } from "./train-summary.ts";
import { type Training, assignments } from "./training.ts";
import { nextWord } from "./training-report.ts";
import { typed } from "./typed.ts";

interface SeedsOptions extends FolderOptions, ReportOptions {
  readonly threads?: number;
}

/** Trains with `count` seeds, starting at the training's. Sets the exit code: 0 if every seed meets every bar. */
export async function trainSeeds(first: Training, count: number, options: SeedsOptions): Promise<void> {
  const { json = false, allMetrics = false } = options;
  const { id, system } = first;
  const trainings = Array.from({ length: count }, (_, i): Training => ({ ...first, seed: first.seed + i }));
  // All folders are checked before the first training, which may take long.
  for (const { seed } of trainings) await checkFree(optionsOf(seed, options), ofTrainings);
  const results: Result[] = [];
  const folders: string[] = [];
  for (const training of trainings) {
    const folder = await claimFolder(id, optionsOf(training.seed, options), ofTrainings);
    if (!json) console.log(`\n── ${said(partOf(training.seed, results.length + 1, count))} ${"─".repeat(40)}`);
    const result = await trainSystem(training, folder, options, { isPart: true });
    if (result === null) {
      if (!json) printRest(training, folder, results, first.seed + count, options);
      return;
    }
    results.push(result);
    folders.push(folder.path);
  }
  const summary = summarizeSeeds(results);
  if (json)
    console.log(
      JSON.stringify({ event: "seeds", id, quick: first.quick, settings: first.settings, folders, ...summary }),
    );
  else {
    printSummary(system, summary, allMetrics);
    const [experiment] = Object.keys(system.experiments);
    if (experiment !== undefined) console.log(`\n${said(nextWord)}${typed()} experiment ${id} ${experiment}`);
  }
  process.exitCode = summary.passed ? 0 : 1;
}

/** Options of the folder for a seed: seed-K in the folder of --out, or else a new one in runs/. */
function optionsOf(seed: number, { out, overwrite }: FolderOptions): FolderOptions {
  return {
    ...(out !== undefined && { out: join(out, `seed-${seed}`) }),
    ...(overwrite !== undefined && { overwrite }),
  };
}

const partOf = (seed: number, number: number, count: number): Text => ({
  en: `seed ${seed} (${number} of ${count})`,
  zh: `随机种子 ${seed}（第 ${number} 个，共 ${count} 个）`,
});

/** Prints the seeds that are done after an interruption, and the commands that train the others. */
function printRest(
  { id, quick, seed, settings }: Training,
  { path }: RunFolder,
  done: readonly Result[],
  end: number,
  { out, threads, allMetrics = false }: SeedsOptions,
): void {
  const canResume = existsSync(join(path, snapshotsName));
  const next = canResume ? seed + 1 : seed;
  const flags = [
    ...(quick ? ["--quick"] : []),
    ...assignments(settings).map((assignment) => `--set ${assignment}`),
    ...(out === undefined ? [] : [`--out ${out}`]),
    ...(threads === undefined ? [] : [`--threads ${threads}`]),
    ...(allMetrics ? ["--all-metrics"] : []),
  ];
  const rest = [`${typed()} train ${id}`, `--seed ${next}`, `--seeds ${end - next}`, ...flags].join(" ");
  const commands = [
    ...(canResume
      ? [
          [
            `${typed()} train --resume ${path}`,
            said({ en: `finish seed ${seed}`, zh: `训练完随机种子 ${seed}` }),
          ] as const,
        ]
      : []),
    ...(next < end ? [[rest, said({ en: "train the other seeds", zh: "训练其余的随机种子" })] as const] : []),
  ];
  const list = done.map((result) => result.seed);
  console.log(`\n${said(doneText(list))}\n${rows(commands, widthOf(process.stdout))}`);
}

const doneText = (seeds: readonly number[]): Text =>
  seeds.length === 0
    ? { en: "No seed is done. To continue:", zh: "还没有训练完任何一个随机种子。接着训练：" }
    : {
        en: `${seeds.length === 1 ? "Seed" : "Seeds"} ${seeds.join(", ")} ${seeds.length === 1 ? "is" : "are"} done. To continue:`,
        zh: `随机种子 ${seeds.join("、")} 已训练完。接着训练：`,
      };
