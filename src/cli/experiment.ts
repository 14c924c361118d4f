/** `hebb experiment`: measures what answers a question, and leaves a table, a figure and the answer. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { conduct } from "../../models/conduct.ts";
import { Interrupted, Run } from "../../models/run.ts";
import type { Experiment, Finding, Table } from "../../models/system.ts";
import { ArgumentError } from "../base/errors.ts";
import { dropParts } from "../compile/parts.ts";
import { addThreads, setThreads } from "../runtime/index.ts";
import { formatTable, makeFolder, saveFigure, writeRecord } from "./files.ts";
import { interruptedExitCode, interruptible } from "./interrupt.ts";
import { lookUp } from "./names.ts";
import { reporterFor } from "./reporter.ts";
import { loadSystem } from "./systems.ts";

export interface ExperimentOptions {
  readonly quick?: boolean;
  readonly seed?: number;
  readonly threads?: number;
  readonly out?: string;
  readonly json?: boolean;
}

/** One experiment of a system, or all of them. */
export async function experiment(id: string, name: string | undefined, options: ExperimentOptions): Promise<void> {
  const { experiments, title } = await loadSystem(id);
  const chosen =
    name === undefined ? Object.entries(experiments) : [[name, lookUp(experiments, name, "experiment")] as const];
  if (chosen.length === 0)
    throw new ArgumentError(`${title} has no experiments`, { fix: "`hebb list` names those there are." });
  addThreads();
  if (options.threads !== undefined) setThreads(options.threads);
  const folder = options.out ?? join("runs", id);
  await makeFolder(folder);
  for (const [name, experiment] of chosen) {
    if (await measure(id, name, experiment, options, folder)) continue;
    process.exitCode = interruptedExitCode;
    return;
  }
}

/** Whether it came to its end. */
async function measure(
  id: string,
  name: string,
  experiment: Experiment,
  { quick = false, seed = 0, json = false }: ExperimentOptions,
  folder: string,
): Promise<boolean> {
  const reporter = reporterFor({ json });
  if (json) console.log(JSON.stringify({ event: "begin", id, experiment: name, quick, seed }));
  else console.log(`${id} ${name}: ${experiment.question}`);
  const start = performance.now();
  // The same bits come out whatever this process has done before.
  dropParts();
  try {
    const finding = await interruptible((signal) =>
      conduct(experiment, new Run({ quick, seed, signal, listen: reporter.listen })),
    ).finally(() => reporter.close());
    const seconds = (performance.now() - start) / 1000;
    const files = await save(name, finding, folder);
    const { answer, table } = finding;
    await writeRecord(join(folder, `${name}.json`), { id, experiment: name, quick, seed, answer, table, seconds });
    if (json)
      console.log(JSON.stringify({ event: "end", id, experiment: name, quick, seed, answer, table, files, seconds }));
    else console.log(`\n${printed(table)}\n\n${answer}\n\nSaved\n${files.map((file) => `  ${file}`).join("\n")}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    if (json) console.log(JSON.stringify({ event: "interrupted", id, experiment: name, quick, seed }));
    else console.log("\nStopped by Ctrl-C.");
    return false;
  }
}

async function save(name: string, { table, figure }: Finding, folder: string): Promise<string[]> {
  const path = join(folder, `${name}.csv`);
  await writeFile(path, formatTable(table));
  return [path, await saveFigure(name, figure, folder)];
}

/** So many rows at most are printed; the file has all. */
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
  return [...lines, ...(rest > 0 ? [`… and ${rest} more rows`] : [])].join("\n");
}

function formatCell(cell: string | number): string {
  return typeof cell === "number" ? String(Number(cell.toPrecision(5))) : cell;
}
