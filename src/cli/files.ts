/** The files that a run leaves behind in its folder: models, curves, figures, tables, records. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Figure } from "../../models/figure.ts";
import type { Run } from "../../models/run.ts";
import type { Table } from "../../models/system.ts";
import { ArgumentError } from "../base/errors.ts";
import { saveModel } from "../io/checkpoint.ts";

export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new ArgumentError(`nothing can be saved in ${path} (${error.code ?? error.message})`, {
      fix: "Name another folder with --out.",
    });
  });
}

/** Saves what `run` kept, also where it was cut short; returns the paths. */
export async function saveRun(
  run: Run,
  title: string,
  folder: string,
  metadata: Record<string, string>,
): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, model] of run.models) {
    const path = join(folder, `${name}.safetensors`);
    await saveModel(model, path, { metadata });
    paths.push(path);
  }
  for (const [name, text] of run.texts) {
    const path = join(folder, name);
    await writeFile(path, text);
    paths.push(path);
  }
  if (run.curves.size > 0) {
    const layers = Array.from(run.curves, ([name, points]) => ({ mark: "line", name, points }) as const);
    const y = { label: "loss", scale: "log" } as const;
    paths.push(await saveFigure("curve", { kind: "chart", title, x: { label: "step" }, y, layers }, folder));
  }
  for (const [name, figure] of run.figures) paths.push(await saveFigure(name, figure, folder));
  return paths;
}

/** Draws the figure; returns the path. */
export async function saveFigure(name: string, figure: Figure, folder: string): Promise<string> {
  // Most commands draw nothing.
  const { drawFigure } = await import("./figures/index.ts");
  const path = join(folder, `${name}.svg`);
  await writeFile(path, drawFigure(figure));
  return path;
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
  await writeFile(path, `${JSON.stringify(record, null, 2)}\n`);
}

/** What `writeRecord` wrote; null where there is nothing of the kind. */
export async function readRecord(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return null;
  }
}
