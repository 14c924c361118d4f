/** What a person sees at the end of a training: the loss, pictures, files, and each metric beside its bar. */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createColors } from "picocolors";
import type { Result } from "../../models/conduct.ts";
import type { Pictures } from "../../models/figure.ts";
import type { Run } from "../../models/run.ts";
import type { Measure, System } from "../../models/system.ts";
import { colorDepth } from "./terminal/color.ts";
import { pictures } from "./terminal/pictures.ts";
import { plot } from "./terminal/plot.ts";
import { widthOf } from "./terminal/width.ts";
import { rows, wrapped } from "./terminal/wrap.ts";
import { typed } from "./typed.ts";

/** The first curve, the pictures, and where the files are. */
export function printRun(run: Run, files: readonly string[]): void {
  const [curve] = run.curves;
  if (curve) {
    const [title, points] = curve;
    const width = Math.min(100, widthOf(process.stdout));
    const options = { title, scale: "log", width, color: colored() } as const;
    console.log(
      `\n${plot(
        points.map(([, y]) => y),
        options,
      )}`,
    );
  }
  for (const figure of run.figures.values()) {
    if (figure.kind === "pictures" && figure.scale === "gray") console.log(`\n${figure.title}\n\n${drawn(figure)}`);
  }
  console.log(`\nSaved\n${files.map((file) => `  ${file}`).join("\n")}`);
}

function drawn({ images, width, height, columns }: Pictures): string {
  const items = images.map(({ pixels, caption = "", right }) => {
    return { pixels: Uint8Array.from(pixels), caption, ...(right !== undefined && { right }) };
  });
  const across = Math.min(columns * (Math.ceil(width / 2) + 2), widthOf(process.stdout));
  return pictures(items, { width, height, depth: colorDepth(process.stdout), columns: across });
}

/** The last lines of a training that ended early, by `cause`. */
export function printStopped(cause: string, { models }: Run, seconds: number): void {
  const kept = models.size > 0 ? "What was trained is saved." : "Nothing was trained yet.";
  console.log(`\nStopped by ${cause} after ${seconds.toFixed(1)} s. ${kept}`);
}

/** The last lines: what to try next, and the metrics. */
export function printEnd(id: string, system: System, result: Result): void {
  console.log(`\nTry next\n${suggestions(id, system, result.seed)}\n\n${verdicts(system, result)}`);
}

/** A row for each metric: its value, its bar and whether it is reached, what it means. The last line is the judgement. */
function verdicts({ metrics }: System, result: Result): string {
  const { green, red, dim } = createColors(colored());
  const measured = Object.entries(result.metrics).map(([name, value]) => {
    const measure = metrics[name]!;
    const bars = result.bars.filter(({ metric }) => metric === name);
    const asked = bars.map(({ op, value: bar }) => `${op} ${formatMeasured(bar, measure)}`).join(", ");
    const mark = bars.length === 0 ? " " : bars.every(({ passed }) => passed) ? green("✓") : red("✗");
    return { name, value: formatMeasured(value, measure), asked, mark, meaning: measure.meaning };
  });
  const width = (key: "name" | "value" | "asked") => Math.max(...measured.map((row) => row[key].length));
  const [names, values, bars] = [width("name"), width("value"), width("asked")];
  const columns = widthOf(process.stdout);
  const indent = names + values + bars + 8;
  const lines = measured.map(({ name, value, asked, mark, meaning }) => {
    const text = dim(wrapped(meaning, columns, indent));
    return `${name.padEnd(names)}  ${value.padStart(values)}  ${mark} ${asked.padEnd(bars)}  ${text}`.trimEnd();
  });
  const missed = result.bars.filter(({ passed }) => !passed).map(({ metric }) => metric);
  const time = `in ${result.seconds.toFixed(1)} s`;
  const judgement =
    missed.length === 0 ? green(`All bars reached ${time}.`) : red(`Not reached ${time}: ${missed.join(", ")}.`);
  return [...lines, judgement].join("\n");
}

/** Fractions in percent; others with four digits. */
export function formatMeasured(value: number, { unit = "number" }: Measure): string {
  switch (unit) {
    case "fraction":
      return `${(100 * value).toFixed(2)} %`;
    case "seconds":
      return `${value.toFixed(1)} s`;
    case "nats":
      return `${value.toFixed(4)} nats`;
    case "number":
      return String(Number(value.toPrecision(4)));
  }
}

function suggestions(id: string, { experiments }: System, seed: number): string {
  const hebb = typed();
  const asked = Object.entries(experiments).slice(0, 2);
  const next = [
    ...asked.map(([name, { question }]) => [`${hebb} experiment ${id} ${name}`, question] as const),
    [`${hebb} train ${id} --seed ${seed + 1}`, "another start: how far does the result vary?"],
    ...sourceOf(id),
  ] as const;
  return rows(next, widthOf(process.stdout));
}

/** Only a clone has sources, which are built anew before the next command. */
function sourceOf(id: string): (readonly [string, string])[] {
  const path = fileURLToPath(new URL(`../models/${id}/system.ts`, import.meta.url));
  return existsSync(path) ? [[relative(process.cwd(), path), "the system: change it and train again"]] : [];
}

function colored(): boolean {
  return colorDepth(process.stdout) > 1;
}
