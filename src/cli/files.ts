/** Writes the files of a run: models, curves, figures, tables and records. Each file is complete or absent. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Figure } from "../../models/figure.ts";
import type { Run } from "../../models/run.ts";
import { DataError } from "../base/errors.ts";
import { saveModel } from "../io/checkpoint.ts";
import { replaceFile } from "../io/replace-file.ts";
import { language } from "./language.ts";

/** The files that were saved, and the errors of those that were not. One failure does not prevent the other files. */
export interface Saved {
  readonly files: string[];
  readonly faults: DataError[];
}

/** Saves the models, texts, curves and figures of `run`, even if it was interrupted. */
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
    const x = { label: { en: "step", zh: "步" } };
    const y = { label: { en: "loss", zh: "损失" }, scale: "log" } as const;
    await saveFigure(saved, "curve", { kind: "chart", title, x, y, layers }, folder);
  }
  for (const [name, figure] of run.figures) await saveFigure(saved, name, figure, folder);
  return saved;
}

/** Writes the file `path` by calling `write`, and records the file or the error in `saved`. */
export async function save(saved: Saved, path: string, write: (path: string) => Promise<void>): Promise<void> {
  try {
    await write(path);
    saved.files.push(path);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    saved.faults.push(error);
  }
}

/** Throws a DataError if files were not saved. Called last, so that all other output comes first. */
export function reportFaults({ faults }: Saved): void {
  if (faults.length > 0) throw new DataError(faults.map(({ message }) => message.trim()).join("\n"));
}

/** Draws `figure` in the language of the command line and saves it as SVG. */
export async function saveFigure(saved: Saved, name: string, figure: Figure, folder: string): Promise<void> {
  // Loaded on demand, because most commands draw nothing.
  const { drawFigure } = await import("../figures/index.ts");
  const svg = drawFigure(figure, { language: language() });
  await save(saved, join(folder, `${name}.svg`), (path) => replaceFile(path, svg, "The figure"));
}

export async function writeRecord(path: string, record: object): Promise<void> {
  await replaceFile(path, `${JSON.stringify(record, null, 2)}\n`, "The result");
}

/** The record in the file `path`; null if it does not exist or is not a JSON object. */
export async function readRecord(path: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    const record: unknown = JSON.parse(await readFile(path, "utf8"));
    return typeof record === "object" && record !== null ? (record as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
