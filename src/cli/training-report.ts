/** The report at the end of a training: loss curve, images, saved files, and each metric with its bar. */
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { createColors } from "picocolors";
import type { Result } from "../../models/conduct.ts";
import type { Pictures } from "../../models/figure.ts";
import type { Run } from "../../models/run.ts";
import type { SettingValues } from "../../models/settings.ts";
import type { Measure, Recipe, System } from "../../models/system.ts";
import type { Text } from "../../models/text.ts";
import { wordsIn } from "../figures/shown.ts";
import { language, said } from "./language.ts";
import { colorDepth } from "./terminal/color.ts";
import { pictures } from "./terminal/pictures.ts";
import { plot } from "./terminal/plot.ts";
import { widthOf } from "./terminal/width.ts";
import { rows, wrapped } from "./terminal/wrap.ts";
import { type Training, assignments } from "./training.ts";
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

/** Prints the last lines of a training interrupted by `cause`. `folder` is named if it can be resumed. */
export function printStopped(cause: string, { models, seconds }: Run, folder: string | undefined): void {
  const time = seconds.toFixed(1);
  const kept =
    models.size > 0
      ? said({ en: "The trained models are saved.", zh: "训练到此刻的模型已保存。" })
      : said({ en: "No model was trained yet.", zh: "还没有训练出模型。" });
  console.log(
    `\n${said({ en: `Stopped by ${cause} after ${time} s. `, zh: `${time} 秒后由 ${cause} 中断。` })}${kept}`,
  );
  if (folder !== undefined) console.log(`${said(nextWord)}${typed()} train --resume ${folder}`);
}

/** Additions to the headline metrics. */
interface EndOptions {
  /** Prints all metrics. */
  readonly allMetrics: boolean;
  /** The file with all metrics. */
  readonly record: string;
  /** Prints the next steps. */
  readonly suggests: boolean;
}

/** Prints the metrics and the next steps. */
export function printEnd(training: Training, result: Result, { allMetrics, record, suggests }: EndOptions): void {
  const { system, recipe, settings } = training;
  const names = Object.keys(result.metrics);
  const shown = allMetrics ? names : headlinesOf(system, recipe, names);
  const lines = [said({ en: "Metrics", zh: "指标" }), ...metricRows(system, result, shown)];
  const rest = names.length - shown.length;
  if (rest > 0) lines.push(dimmed(said(moreMetrics(rest, record))));
  lines.push(
    verdictOf(result),
    ...(Object.keys(settings).length > 0 ? [wrapped(said(changedRecipe(settings)), widthOf(process.stdout))] : []),
  );
  if (suggests) lines.push("", said(nextSteps), suggestions(training));
  console.log(`\n${lines.join("\n")}`);
}

/** Names of the metrics that are always printed: those with a bar or a mark, or else all. */
export function headlinesOf({ metrics }: System, { bars }: Recipe, names: readonly string[]): readonly string[] {
  const marked = names.filter(
    (name) => metrics[name]!.isHeadline === true || bars.some(({ metric }) => metric === name),
  );
  return marked.length > 0 ? marked : names;
}

/** The number of metrics that are not printed, and where they are. */
export const moreMetrics = (count: number, place: string): Text => ({
  en: `  and ${count} more in ${place}, printed with --all-metrics`,
  zh: `  另有 ${count} 个指标在 ${place} 里，加上 --all-metrics 就会显示`,
});

const changedRecipe = (settings: SettingValues): Text => {
  const list = assignments(settings).join(", ");
  return {
    en: `Changed settings: ${list}. The bars are those of the unchanged recipe.`,
    zh: `改动的设置：${list}。达标线仍是原训练配置的。`,
  };
};

/** Returns one row per metric: name, value, bar with a mark if it is met, and meaning. */
function metricRows({ metrics }: System, result: Result, shown: readonly string[]): string[] {
  const { green, red, dim } = createColors(colored());
  const measured = shown.map((name) => {
    const measure = metrics[name]!;
    const bars = result.bars.filter(({ metric }) => metric === name);
    const asked = bars.map(({ op, value: bar }) => `${op} ${formatMeasured(bar, measure)}`).join(", ");
    const mark = bars.length === 0 ? " " : bars.every(({ passed }) => passed) ? green("✓") : red("✗");
    return { name, value: formatMeasured(result.metrics[name]!, measure), asked, mark, meaning: said(measure.meaning) };
  });
  const width = (key: "name" | "value" | "asked") => Math.max(...measured.map((row) => row[key].length));
  const [names, values, bars] = [width("name"), width("value"), width("asked")];
  const columns = widthOf(process.stdout);
  const indent = names + values + bars + 10;
  return measured.map(({ name, value, asked, mark, meaning }) => {
    const text = dim(wrapped(meaning, columns, indent));
    return `  ${name.padEnd(names)}  ${value.padStart(values)}  ${mark} ${asked.padEnd(bars)}  ${text}`.trimEnd();
  });
}

function verdictOf({ bars, seconds }: Result): string {
  const { green, red } = createColors(colored());
  const missed = bars.filter(({ passed }) => !passed).map(({ metric }) => metric);
  const [time, list] = [seconds.toFixed(1), missed.join(", ")];
  return missed.length === 0
    ? green(said({ en: `All bars met in ${time} s.`, zh: `${time} 秒，全部达标。` }))
    : red(said({ en: `Not met in ${time} s: ${list}.`, zh: `${time} 秒，未达标：${list}。` }));
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

function suggestions({ id, system, seed, settings }: Training): string {
  const hebb = typed();
  const asked = Object.entries(system.experiments).slice(0, 2);
  const changes = assignments(settings).map((assignment) => `--set ${assignment} `);
  const next = [
    ...asked.map(([name, { question }]) => [`${hebb} experiment ${id} ${name}`, said(question)] as const),
    [
      `${hebb} train ${id} ${changes.join("")}--seed ${seed + 1}`,
      said({ en: "train with another random seed", zh: "换一个随机种子训练" }),
    ],
    [`${hebb} list ${id}`, said({ en: "show the settings that --set changes", zh: "查看可以用 --set 改动的设置" })],
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

function dimmed(text: string): string {
  return createColors(colored()).dim(text);
}

export function colored(): boolean {
  return colorDepth(process.stdout) > 1;
}
