/** `hebb report`: explains a system, with its newest measurements, in one HTML file. */
import { spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join, dirname } from "node:path";
import type { System } from "../../models/system.ts";
import { ArgumentError } from "../base/errors.ts";
import { replaceFile } from "../io/replace-file.ts";
import { pageOf } from "../pages/page.ts";
import { language, said } from "./language.ts";
import { type Measurements, newestOf, trainedOf } from "./measurements.ts";
import { folderOfRun } from "./run-folder.ts";
import { systemOf } from "./saved-run.ts";
import { catalog, loadSystem } from "./systems.ts";
import { typed } from "./typed.ts";

export interface ReportOptions {
  /** Path of the HTML file. Default: runs/ID.html. */
  readonly out?: string;
  readonly open?: boolean;
  readonly json?: boolean;
}

/** Writes the report of a system, or of the system of a run together with the runs beside it. */
export async function report(subject: string, { out, open = false, json = false }: ReportOptions): Promise<void> {
  const { id, runs, run } = await subjectOf(subject);
  const system = await loadSystem(id);
  // A fresh clone has no folder of runs: its report shows the published measurements.
  if (out === undefined) await mkdir(runs, { recursive: true });
  const path = out ?? join(runs, `${id}.html`);
  const measurements = await newestOf(id, system, runs, run);
  await replaceFile(path, await htmlReport(id, system, measurements), "The report");
  if (json) console.log(JSON.stringify({ event: "end", id, file: path }));
  else console.log(`${said({ en: "Saved", zh: "已保存" })}\n  ${path}`);
  if (open) await show(path);
}

async function subjectOf(subject: string): Promise<{ id: string; runs: string; run?: string }> {
  if (Object.hasOwn(catalog(), subject)) return { id: subject, runs: "runs" };
  const folder = await folderOfRun(subject);
  return { id: await systemOf(folder), runs: dirname(folder), run: folder };
}

async function htmlReport(id: string, system: System, measurements: Measurements): Promise<string> {
  // Loaded on demand: formulas and figures are large.
  const [{ htmlOf }, { drawFigure }] = await Promise.all([import("../pages/html.ts"), import("../figures/index.ts")]);
  const { experiments: measured, training } = measurements;
  const trained = training && trainedOf(system, training, language());
  const options = { id, system, language: language(), measured, trained, program: typed() };
  return htmlOf(pageOf(options), {
    title: said(system.title),
    language: language(),
    draw: (figure, shown) => drawFigure(figure, { language: shown }),
  });
}

/** Opens the file in the browser of the desktop. */
async function show(path: string): Promise<void> {
  const [program, ...words] = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[process.platform as string] ?? [
    "xdg-open",
  ];
  const child = spawn(program!, [...words, path], { stdio: "ignore", detached: true });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", () =>
      reject(
        new ArgumentError(`no browser could be opened (${program} is missing)`, { fix: `Open ${path} yourself.` }),
      ),
    );
  });
  child.unref();
}
