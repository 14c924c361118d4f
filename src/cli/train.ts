/** `hebb train`: trains a system, all systems, or a system with several seeds, or resumes a training. */
import { ArgumentError } from "../base/errors.ts";
import { addThreads, setThreads } from "../runtime/index.ts";
import { compileQuickly } from "./compilation.ts";
import { requireData } from "./needs.ts";
import { type FolderOptions, claimFolder } from "./run-folder.ts";
import { loadSystem } from "./systems.ts";
import { type ReportOptions, ofTrainings, trainSystem } from "./train-system.ts";
import { type TrainingChoice, trainingOf } from "./training.ts";

export interface TrainOptions extends FolderOptions, TrainingChoice, ReportOptions {
  readonly all?: boolean;
  /** Number of trainings with the seeds `seed`, `seed` + 1, …. */
  readonly seeds?: number;
  readonly threads?: number;
  /** The run to resume. */
  readonly resume?: string;
}

/** Sets the exit code: 0 if all bars are met, 1 if not, or that of the cause of an interruption. */
export async function train(id: string | undefined, options: TrainOptions): Promise<void> {
  checkArguments(id, options);
  addThreads();
  compileQuickly();
  if (options.threads !== undefined) setThreads(options.threads);
  if (options.resume !== undefined) await resume(options.resume, id, options);
  else if (id === undefined) await (await import("./train-all.ts")).trainAll(options);
  else await trainOne(id, options);
}

async function trainOne(id: string, options: TrainOptions): Promise<void> {
  const system = await loadSystem(id);
  const training = trainingOf(id, system, options);
  await requireData(system, options);
  if (options.seeds !== undefined) {
    await (await import("./train-seeds.ts")).trainSeeds(training, options.seeds, options);
    return;
  }
  const result = await trainSystem(training, await claimFolder(id, options, ofTrainings), options);
  if (result !== null) process.exitCode = result.passed ? 0 : 1;
}

async function resume(run: string, id: string | undefined, options: TrainOptions): Promise<void> {
  const { resumable } = await import("./resume.ts");
  const { training, threads, folder } = await resumable(run, id);
  if (options.threads === undefined) setThreads(threads);
  await requireData(training.system, training);
  const result = await trainSystem(training, folder, options, { resumes: true });
  if (result !== null) process.exitCode = result.passed ? 0 : 1;
}

/** Pairs of options that exclude each other, each with the reason and what to do. */
const contradictions: readonly (readonly [keyof TrainOptions, keyof TrainOptions, rule: string])[] = [
  ...(["all", "quick", "seed", "seeds", "set", "out", "overwrite"] as const).map(
    (other) =>
      ["resume", other, "A resumed run keeps the recipe, the seed and the folder that it was started with."] as const,
  ),
  ["all", "overwrite", "With --all, every run has a new folder."],
  ["all", "set", "Each system has its own settings."],
  ["all", "seeds", "Several seeds are trained for one system."],
];

function checkArguments(id: string | undefined, options: TrainOptions): void {
  const { all = false } = options;
  for (const [option, other, rule] of contradictions) {
    if (options[option] === undefined || options[other] === undefined) continue;
    throw new ArgumentError(`--${option} cannot be combined with --${other}`, { rule, fix: `Omit --${other}.` });
  }
  if ((id === undefined) === all || options.resume !== undefined) return;
  throw new ArgumentError(all ? `--all cannot be combined with the system ${id}` : "missing system", {
    rule: "Name one system, or use --all for all of them.",
    fix: "Run `hebb list` to see the systems.",
  });
}
