/** `hebb experiment`: runs the experiments of a system and saves the table, the figure and the answer of each. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { conduct } from "../../models/conduct.ts";
import { Run } from "../../models/run.ts";
import type { Experiment, Finding, Table } from "../../models/system.ts";
import { ArgumentError } from "../base/errors.ts";
import { addThreads, setThreads } from "../runtime/index.ts";
import { replaceFile } from "../io/replace-file.ts";
import { compileQuickly } from "./compilation.ts";
import { type Saved, formatTable, reportFaults, save, saveFigure, writeRecord } from "./files.ts";
import { causeOf, interruptible, unlessInterrupted } from "./interrupt.ts";
import { said } from "./language.ts";
import { lookUp } from "./names.ts";
import { reporterFor } from "./reporter.ts";
import { type FolderOptions, type RunFolder, claimFolder } from "./run-folder.ts";
import { loadSystem } from "./systems.ts";
import { widthOf } from "./terminal/width.ts";
import { wrapped } from "./terminal/wrap.ts";
import { nextWord } from "./training-report.ts";
import { typed } from "./typed.ts";

export interface ExperimentOptions extends FolderOptions {
  readonly quick?: boolean;
  readonly seed?: number;
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
  addThreads();
  compileQuickly();
  if (options.threads !== undefined) setThreads(options.threads);
  const claim = (name: string, names: readonly string[]) =>
    claimFolder(`${id}-${name}`, options, new RegExp(`^(${names.join("|")})\\.(json|csv|svg)$`));
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

/** Runs one experiment. Returns false if it was interrupted. */
async function measure(
  id: string,
  name: string,
  experiment: Experiment,
  { quick = false, seed = 0, json = false }: ExperimentOptions,
  folder: RunFolder,
): Promise<boolean> {
  const begin = { id, experiment: name, quick, seed };
  const record = join(folder.path, `${name}.json`);
  await writeRecord(record, { state: "measuring", ...begin });
  const reporter = reporterFor({ json });
  if (json) console.log(JSON.stringify({ event: "begin", ...begin }));
  else console.log(wrapped(`${id} ${name}: ${said(experiment.question)}`, widthOf(process.stdout)));
  const start = performance.now();
  return interruptible(async (signal) => {
    const run = new Run({ quick, seed, signal, listen: reporter.listen });
    const finding = await unlessInterrupted(conduct(experiment, run))
      .finally(() => reporter.close())
      .catch(async (error: unknown) => {
        await rm(record).then(() => folder.drop());
        throw error;
      });
    if (finding === null) {
      await writeRecord(record, { state: "stopped", ...begin });
      if (json) console.log(JSON.stringify({ event: "interrupted", ...begin }));
      else
        console.log(said({ en: `\nStopped by ${causeOf(signal)!.name}.`, zh: `\n由 ${causeOf(signal)!.name} 中断。` }));
      return false;
    }
    const { answer, table } = finding;
    const end = { ...begin, answer, table, seconds: (performance.now() - start) / 1000 };
    const saved = await saveFinding(name, finding, folder.path);
    await save(saved, record, (path) => writeRecord(path, { state: "ended", ...end }));
    if (saved.faults.length === 0) await folder.settle(true);
    const { files } = saved;
    if (json) console.log(JSON.stringify({ event: "end", ...end, files }));
    else
      console.log(
        `\n${printed(table)}\n\n${wrapped(answer, widthOf(process.stdout))}\n\n${said({ en: "Saved", zh: "已保存" })}\n${files.map((file) => `  ${file}`).join("\n")}\n`,
      );
    reportFaults(saved);
    return true;
  });
}

async function saveFinding(name: string, { table, figure }: Finding, folder: string): Promise<Saved> {
  const saved: Saved = { files: [], faults: [] };
  await save(saved, join(folder, `${name}.csv`), (path) => replaceFile(path, formatTable(table), "The table"));
  await saveFigure(saved, name, figure, folder);
  return saved;
}

/** Maximum number of printed rows; the file has all rows. */
const printedRows = 24;

function printed({ columns, rows }: Table): string {
  const cells = [columns, ...rows.slice(0, printedRows)].map((row) => row.map(formatCell));
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  const lines = cells.map((row, line) =>
    row
      .map((cell, i) =>
        typeof (rows[line - 1] ?? rows[0])?.[i] === "number" ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
      )
      .join("  ")
      .trimEnd(),
  );
  const rest = rows.length - printedRows;
  return [...lines, ...(rest > 0 ? [said({ en: `… and ${rest} more rows`, zh: `……还有 ${rest} 行` })] : [])].join("\n");
}

function formatCell(cell: string | number): string {
  return typeof cell === "number" ? String(Number(cell.toPrecision(5))) : cell;
}
