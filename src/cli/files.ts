/** The files that a run leaves behind in its folder: models, curves, figures, tables, records. Each is whole or not there. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Figure } from "../../models/figure.ts";
import type { Run } from "../../models/run.ts";
import type { Table } from "../../models/system.ts";
import { DataError } from "../base/errors.ts";
import { saveModel } from "../io/checkpoint.ts";
import { replaceFile } from "../io/replace-file.ts";

/** What was saved, and why something was not: what else there is must not be lost with it. */
export interface Saved {
  readonly files: string[];
  readonly faults: DataError[];
}

/** Saves what `run` kept, also where it was cut short. */
export async function saveRun(
  run: Run,
  title: string,
  folder: string,
  metadata: Record<string, string>,
): Promise<Saved> {
  const saved: Saved = { files: [], faults: [] };
  for (const [name, model] of run.models) {
    await save(saved, join(folder, `${name}.safetensors`), (path) => saveModel(model, path, { metadata }));
  }
  for (const [name, text] of run.texts) {
    await save(saved, join(folder, name), (path) => replaceFile(path, text, name));
  }
  if (run.curves.size > 0) {
    const layers = Array.from(run.curves, ([name, points]) => ({ mark: "line", name, points }) as const);
    const y = { label: "loss", scale: "log" } as const;
    await saveFigure(saved, "curve", { kind: "chart", title, x: { label: "step" }, y, layers }, folder);
  }
  for (const [name, figure] of run.figures) await saveFigure(saved, name, figure, folder);
  return saved;
}

/** Notes the file `path`, which `write` writes, or why it could not be written. */
export async function save(saved: Saved, path: string, write: (path: string) => Promise<void>): Promise<void> {
  try {
    await write(path);
    saved.files.push(path);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    saved.faults.push(error);
  }
}

/** Throws where something was not saved. Called last, when everything else has been said. */
export function reportFaults({ faults }: Saved): void {
  if (faults.length > 0) throw new DataError(faults.map(({ message }) => message.trim()).join("\n"));
}

/** Draws the figure. */
export async function saveFigure(saved: Saved, name: string, figure: Figure, folder: string): Promise<void> {
  // Most commands draw nothing.
  const { drawFigure } = await import("./figures/index.ts");
  await save(saved, join(folder, `${name}.svg`), (path) => replaceFile(path, drawFigure(figure), "The figure"));
}

/** As comma-separated values (RFC 4180). */
export function formatTable({ columns, rows }: Table): string {
  const quoted = (cell: string | number) => {
    const text = String(cell);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns, ...rows].map((cells) => `${cells.map(quoted).join(",")}\n`).join("");
}

export async function writeRecord(path: string, record: object): Promise<void> {
  await replaceFile(path, `${JSON.stringify(record, null, 2)}\n`, "The result");
}

/** What `writeRecord` wrote; null where there is nothing of the kind. */
export async function readRecord(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const record: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof record === "object" && record !== null ? (record as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
