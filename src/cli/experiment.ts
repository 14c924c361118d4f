/** `hebb experiment`: runs the experiments of a system and saves the table, the figure and the answer of each. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Answer } from "../../models/answer.ts";
import { type Outcome, conduct } from "../../models/conduct.ts";
import { encodeFacts } from "../../models/facts.ts";
import { Run } from "../../models/run.ts";
import type { Experiment } from "../../models/system.ts";
import { ArgumentError } from "../base/errors.ts";
import { addThreads, setThreads } from "../runtime/index.ts";
import { replaceFile } from "../io/replace-file.ts";
import { compileQuickly } from "./compilation.ts";
import { type Saved, reportFaults, save, saveFigure, writeRecord } from "./files.ts";
import { causeOf, interruptible, unlessInterrupted } from "./interrupt.ts";
import { said } from "./language.ts";
import { lookUp } from "./names.ts";
import { reporterFor } from "./reporter.ts";
import { type FolderOptions, type RunFolder, claimFolder } from "./run-folder.ts";
import { loadSystem } from "./systems.ts";
import { commaSeparated, printedTable } from "./tables.ts";
import { widthOf } from "./terminal/width.ts";
import { wrapped } from "./terminal/wrap.ts";
import { nextWord } from "./training-report.ts";
import { typed } from "./typed.ts";

export interface ExperimentOptions extends FolderOptions {
  readonly quick?: boolean;
  readonly seed?: number;
  /** Number of seeds of a statistical experiment. Default: that of the experiment, or 1 if quick. */
  readonly seeds?: number;
  readonly threads?: number;
  readonly json?: boolean;
}

/** Runs the experiment `name` of the system `id`; without `name`, all of its experiments. */
export async function experiment(id: string, name: string | undefined, options: ExperimentOptions): Promise<void> {
  const { experiments, title } = await loadSystem(id);
  const chosen =
    name === undefined
      ? Object.entries(experiments)
      : [[name, lookUp(experiments, name, "experiment", `list ${id}`)] as const];
  if (chosen.length === 0)
    throw new ArgumentError(`${said(title)} has no experiments`, { fix: "Run `hebb list` to see other systems." });
  if (name !== undefined) checkSeeds(name, experiments[name]!, options);
  addThreads();
  compileQuickly();
  if (options.threads !== undefined) setThreads(options.threads);
  const claim = (name: string, names: readonly string[]) =>
    claimFolder(`${id}-${name}`, options, new RegExp(`^(${names.join("|")})\\.(json|bin|csv|svg)$`));
  const shared =
    options.out === undefined
      ? undefined
      : await claim(
          "all",
          chosen.map(([name]) => name),
        );
  for (const [name, experiment] of chosen) {
    const folder = shared ?? (await claim(name, [name]));
    if (!(await measure(id, name, experiment, options, folder))) return;
  }
  if (options.json !== true) console.log(nextStep(id, Object.keys(experiments), name));
}

/** A command that runs another experiment, if there is one. */
function nextStep(id: string, names: readonly string[], name: string | undefined): string {
  const other = name === undefined ? undefined : names[(names.indexOf(name) + 1) % names.length];
  const words = other === undefined || other === name ? `train ${id}` : `experiment ${id} ${other}`;
  return `${said(nextWord)}${typed()} ${words}`;
}

/** Throws an ArgumentError if --seeds is given for an experiment that has one result for all seeds, or one per seed. */
function checkSeeds(name: string, experiment: Experiment, { seeds }: ExperimentOptions): void {
  if (seeds === undefined || experiment.seeds !== undefined) return;
  throw new ArgumentError(`the experiment ${name} does not measure over several seeds`, {
    fix: "Omit --seeds; --seed chooses its seed.",
  });
}

/** Number of seeds that the experiment uses. */
function seedsOf(experiment: Experiment, { quick = false, seeds }: ExperimentOptions): number {
  const usual = experiment.seeds;
  return usual === undefined ? 1 : (seeds ?? (quick ? 1 : usual));
}

/** Runs one experiment. Returns false if it was interrupted. */
async function measure(
  id: string,
  name: string,
  experiment: Experiment,
  options: ExperimentOptions,
  folder: RunFolder,
): Promise<boolean> {
  const { quick = false, seed = 0, json = false } = options;
  const seeds = seedsOf(experiment, options);
  const begin = { id, experiment: name, quick, seed, seeds };
  const record = join(folder.path, `${name}.json`);
  await writeRecord(record, { state: "measuring", ...begin });
  const reporter = reporterFor({ json });
  if (json) console.log(JSON.stringify({ event: "begin", ...begin }));
  else console.log(wrapped(`${id} ${name}: ${said(experiment.question)}`, widthOf(process.stdout)));
  const start = performance.now();
  return interruptible(async (signal) => {
    const run = new Run({ quick, seed, seeds, signal, listen: reporter.listen });
    const outcome = await unlessInterrupted(conduct(experiment, run))
      .finally(() => reporter.close())
      .catch(async (error: unknown) => {
        await rm(record).then(() => folder.drop());
        throw error;
      });
    if (outcome === null) {
      await writeRecord(record, { state: "stopped", ...begin });
      if (json) console.log(JSON.stringify({ event: "interrupted", ...begin }));
      else
        console.log(said({ en: `\nStopped by ${causeOf(signal)!.name}.`, zh: `\n由 ${causeOf(signal)!.name} 中断。` }));
      return false;
    }
    const { table, words, facts } = outcome;
    const encoded = encodeFacts(facts);
    // Words follow from facts; the record has both, for people and programs that read it.
    const end = { ...begin, facts: encoded.json, words, seconds: (performance.now() - start) / 1000 };
    const saved = await saveOutcome(name, outcome, folder.path, encoded.bytes);
    await save(saved, record, (path) => writeRecord(path, { state: "ended", ...end }));
    if (saved.faults.length === 0) await folder.settle(true);
    const { files } = saved;
    if (json) console.log(JSON.stringify({ event: "end", ...end, files }));
    else {
      const parts = [printedTable(table), ...paragraphs(words).map((text) => wrapped(text, widthOf(process.stdout)))];
      const list = files.map((file) => `  ${file}`).join("\n");
      console.log(`\n${parts.join("\n\n")}\n\n${said({ en: "Saved", zh: "已保存" })}\n${list}\n`);
    }
    reportFaults(saved);
    return true;
  });
}

/** The layers of the answer in the language of the command line. */
function paragraphs({ answer, evidence, caution }: Answer): string[] {
  const limit = caution && said({ en: `Caution: ${caution.en}`, zh: `注意：${caution.zh}` });
  return [said(answer), said(evidence), ...(limit === undefined ? [] : [limit])];
}

async function saveOutcome(
  name: string,
  { table, figure }: Outcome,
  folder: string,
  bytes: Uint8Array,
): Promise<Saved> {
  const saved: Saved = { files: [], faults: [] };
  await save(saved, join(folder, `${name}.csv`), (path) => replaceFile(path, commaSeparated(table), "The table"));
  await saveFigure(saved, name, figure, folder);
  if (bytes.length > 0) {
    await save(saved, join(folder, `${name}.bin`), (path) => replaceFile(path, bytes, "The arrays of the facts"));
  }
  return saved;
}
