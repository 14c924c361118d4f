/** The report at the end of a training: loss curve, images, saved files, and each metric with its bar. */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createColors } from "picocolors";
import type { Result } from "../../models/conduct.ts";
import type { Pictures } from "../../models/figure.ts";
import type { Run } from "../../models/run.ts";
import type { Measure, System } from "../../models/system.ts";
import type { Text } from "../../models/text.ts";
import { wordsIn } from "../figures/shown.ts";
import { language, said } from "./language.ts";
import { colorDepth } from "./terminal/color.ts";
import { pictures } from "./terminal/pictures.ts";
import { plot } from "./terminal/plot.ts";
import { widthOf } from "./terminal/width.ts";
import { rows, wrapped } from "./terminal/wrap.ts";
import { typed } from "./typed.ts";

/** Heading of the commands to try next. */
export const nextSteps: Text = { en: "Next steps", zh: "接下来" };

/** Introduces the one command to try next. */
export const nextWord: Text = { en: "Next: ", zh: "接下来：" };

/** The title and the summary of a system. */
export const introductionOf = ({ title, summary }: System): Text => ({
  en: `${title.en}: ${summary.en}`,
  zh: `${title.zh}：${summary.zh}`,
});

/** Prints the first curve, the grayscale images and the paths of the saved files. */
export function printRun(run: Run, files: readonly string[]): void {
  const [curve] = run.curves;
  if (curve) {
    const [title, points] = curve;
    const width = Math.min(100, widthOf(process.stdout));
    const x = { name: said({ en: "step", zh: "步" }), from: 1, to: points.length };
    const options = { title, scale: "log", width, color: colored(), x } as const;
    console.log(
      `\n${plot(
        points.map(([, y]) => y),
        options,
      )}`,
    );
  }
  for (const figure of run.figures.values()) {
    if (figure.kind !== "pictures" || figure.scale !== "gray") continue;
    console.log(`\n${wordsIn(figure.title, language())}\n\n${grayPictures(figure)}`);
  }
  console.log(`\n${said({ en: "Saved", zh: "已保存" })}\n${files.map((file) => `  ${file}`).join("\n")}`);
}

/** Draws grayscale images in the terminal. */
export function grayPictures({ images, width, height, columns }: Pictures): string {
  const items = images.map(({ pixels, caption = "", right }) => {
    return {
      pixels: Uint8Array.from(pixels),
      caption: wordsIn(caption, language()),
      ...(right !== undefined && { right }),
    };
  });
  const across = Math.min(columns * (Math.ceil(width / 2) + 2), widthOf(process.stdout));
  return pictures(items, { width, height, depth: colorDepth(process.stdout), columns: across });
}

/** Prints the last lines of a training interrupted by `cause`. `run` is its folder if it can be resumed. */
export function printStopped(cause: string, { models }: Run, seconds: number, run: string | undefined): void {
  const time = seconds.toFixed(1);
  const kept =
    models.size > 0
      ? said({ en: "The trained models are saved.", zh: "训练到此刻的模型已保存。" })
      : said({ en: "No model was trained yet.", zh: "还没有训练出模型。" });
  console.log(
    `\n${said({ en: `Stopped by ${cause} after ${time} s. `, zh: `${time} 秒后由 ${cause} 中断。` })}${kept}`,
  );
  if (run !== undefined) console.log(`${said(nextWord)}${typed()} train --resume ${run}`);
}

/** Prints the metrics and the next steps. */
export function printEnd(id: string, system: System, result: Result): void {
  const [metrics, next] = [said({ en: "Metrics", zh: "指标" }), said(nextSteps)];
  console.log(`\n${metrics}\n${verdicts(system, result)}\n\n${next}\n${suggestions(id, system, result.seed)}`);
}

/** One row per metric: name, value, bar with a mark if it is met, and meaning. The last line is the overall verdict. */
function verdicts({ metrics }: System, result: Result): string {
  const { green, red, dim } = createColors(colored());
  const measured = Object.entries(result.metrics).map(([name, value]) => {
    const measure = metrics[name]!;
    const bars = result.bars.filter(({ metric }) => metric === name);
    const asked = bars.map(({ op, value: bar }) => `${op} ${formatMeasured(bar, measure)}`).join(", ");
    const mark = bars.length === 0 ? " " : bars.every(({ passed }) => passed) ? green("✓") : red("✗");
    return { name, value: formatMeasured(value, measure), asked, mark, meaning: said(measure.meaning) };
  });
  const width = (key: "name" | "value" | "asked") => Math.max(...measured.map((row) => row[key].length));
  const [names, values, bars] = [width("name"), width("value"), width("asked")];
  const columns = widthOf(process.stdout);
  const indent = names + values + bars + 10;
  const lines = measured.map(({ name, value, asked, mark, meaning }) => {
    const text = dim(wrapped(meaning, columns, indent));
    return `  ${name.padEnd(names)}  ${value.padStart(values)}  ${mark} ${asked.padEnd(bars)}  ${text}`.trimEnd();
  });
  const missed = result.bars.filter(({ passed }) => !passed).map(({ metric }) => metric);
  const [time, list] = [result.seconds.toFixed(1), missed.join(", ")];
  const verdict =
    missed.length === 0
      ? green(said({ en: `All bars met in ${time} s.`, zh: `${time} 秒，全部达标。` }))
      : red(said({ en: `Not met in ${time} s: ${list}.`, zh: `${time} 秒，未达标：${list}。` }));
  return [...lines, verdict].join("\n");
}

/** The value with its unit: fractions in percent, numbers with four digits. */
export function formatMeasured(value: number, { unit = "number" }: Measure): string {
  switch (unit) {
    case "fraction":
      return `${(100 * value).toFixed(2)} %`;
    case "seconds":
      return `${value.toFixed(1)} s`;
    case "nats":
      // Four decimals would show a bar of 0.000001 nats as 0.
      return `${value === 0 || Math.abs(value) >= 1e-3 ? value.toFixed(4) : Number(value.toPrecision(2))} nats`;
    case "number":
      return String(Number(value.toPrecision(4)));
  }
}

function suggestions(id: string, { experiments }: System, seed: number): string {
  const hebb = typed();
  const asked = Object.entries(experiments).slice(0, 2);
  const next = [
    ...asked.map(([name, { question }]) => [`${hebb} experiment ${id} ${name}`, said(question)] as const),
    [
      `${hebb} train ${id} --seed ${seed + 1}`,
      said({ en: "train with another random seed", zh: "换一个随机种子训练" }),
    ],
    ...sourceOf(id),
  ] as const;
  return rows(next, widthOf(process.stdout));
}

/** The source of the system in a clone, which the next command rebuilds; an installed package has no sources. */
function sourceOf(id: string): (readonly [string, string])[] {
  const path = fileURLToPath(new URL(`../models/${id}/system.ts`, import.meta.url));
  return existsSync(path)
    ? [[relative(process.cwd(), path), said({ en: "source of the system", zh: "这个系统的源代码" })]]
    : [];
}

function colored(): boolean {
  return colorDepth(process.stdout) > 1;
}
