/** `hebb list`: lists systems and workloads, or describes one system. */
import stringWidth from "string-width";
import { numbersOf, rangeOf } from "../../models/settings.ts";
import type { System } from "../../models/system.ts";
import { workloads } from "./bench/workloads.ts";
import { lookUp } from "./names.ts";
import { loadSystems } from "./systems.ts";
import { absentOf } from "./needs.ts";
import { widthOf } from "./terminal/width.ts";
import { padded, rows, wrapped } from "./terminal/wrap.ts";
import { said } from "./language.ts";
import { formatMeasured, introductionOf, nextSteps } from "./training-report.ts";
import { typed } from "./typed.ts";

export interface ListOptions {
  readonly json?: boolean;
}

/** Prints all systems and workloads by name, or the system `id` with its bars, settings and experiments. */
export async function list(id: string | undefined, { json = false }: ListOptions): Promise<void> {
  const systems = await loadSystems();
  const chosen = id === undefined ? systems : [[id, lookUp(Object.fromEntries(systems), id, "system")] as const];
  if (json) printRecords(chosen, id === undefined);
  else if (id === undefined) printAll(systems);
  else for (const [name, system] of chosen) printOne(name, system);
}

type Named = readonly [id: string, system: System];

function printRecords(systems: readonly Named[], withWorkloads: boolean): void {
  for (const [id, system] of systems) {
    const { place, title, summary, metrics, recipes, experiments, looks } = system;
    const bars = { full: recipes.full.bars, quick: recipes.quick.bars };
    const asked = Object.entries(experiments).map(([name, { question }]) => ({ name, question }));
    const fetched = { full: recipes.full.fetched ?? [], quick: recipes.quick.fetched ?? [] };
    console.log(
      JSON.stringify({
        kind: "system",
        id,
        place,
        title,
        summary,
        metrics,
        bars,
        fetched,
        settings: settingsOf(system),
        experiments: asked,
        looks: Object.entries(looks).map(([name, { question, inputs }]) => ({ name, question, inputs })),
      }),
    );
  }
  if (!withWorkloads) return;
  for (const [id, { summary }] of Object.entries(workloads)) {
    console.log(JSON.stringify({ kind: "workload", id, summary }));
  }
}

function printAll(systems: readonly Named[]): void {
  const columns = widthOf(process.stdout);
  const hebb = typed();
  const titles = systems.map(([id, system]) => [id, said(system.title)] as const);
  console.log(`${said({ en: "Systems", zh: "系统" })}\n${rows(titles, columns)}\n`);
  console.log(
    `${said({ en: "Workloads", zh: "基准负载" })}\n  ${wrapped(Object.keys(workloads).join(", "), columns, 2)}\n`,
  );
  const next = [
    [`${hebb} list SYSTEM`, said({ en: "show its bars, settings and experiments", zh: "查看达标线、设置和实验" })],
    [`${hebb} train SYSTEM`, said({ en: "train it", zh: "训练这个系统" })],
    [`${hebb} bench WORKLOAD`, said({ en: "measure its speed", zh: "测量速度" })],
  ] as const;
  console.log(`${said(nextSteps)}\n${rows(next, columns)}`);
}

function printOne(id: string, system: System): void {
  const { metrics, recipes, experiments, looks } = system;
  const columns = widthOf(process.stdout);
  const bars = (quick: "quick" | "full") =>
    recipes[quick].bars
      .map(({ metric, op, value }) => `${metric} ${op} ${formatMeasured(value, metrics[metric]!)}`)
      .join(", ");
  console.log(wrapped(said(introductionOf(system)), columns));
  const names = {
    full: said({ en: "full recipe", zh: "完整配置" }),
    quick: said({ en: "quick recipe", zh: "快速配置" }),
  };
  const asked = Object.entries(experiments).map(([name, { question }]) => [name, said(question)] as const);
  console.log(
    `\n${said({ en: "Bars", zh: "达标线" })}\n${rows([[names.full, bars("full")] as const, [names.quick, bars("quick")] as const], columns)}`,
  );
  console.log(`\n${said({ en: "Settings", zh: "设置" })}\n${settingRows(system, columns)}`);
  if (asked.length > 0) console.log(`\n${said({ en: "Experiments", zh: "实验" })}\n${rows(asked, columns)}`);
  const views = Object.entries(looks).map(([name, { question }]) => [name, said(question)] as const);
  if (views.length > 0) console.log(`\n${said({ en: "Looks", zh: "观察" })}\n${rows(views, columns)}`);
  const next = [
    ...absentOf(recipes.full.fetched ?? []).map(
      (name) =>
        [
          `${typed()} data get ${name}`,
          said({ en: "fetch the data of the full recipe", zh: "下载完整配置所需的数据" }),
        ] as const,
    ),
    [`${typed()} train ${id}`, said({ en: "run the full recipe", zh: "用完整配置训练" })] as const,
    [`${typed()} train ${id} --quick`, said({ en: "run the quick recipe", zh: "用快速配置训练" })] as const,
    [`${typed()} train ${id} --set NAME=VALUE`, said({ en: "change a setting", zh: "改动一个设置" })] as const,
    ...(asked.length > 0
      ? [[`${typed()} experiment ${id} NAME`, said({ en: "run an experiment", zh: "运行一个实验" })] as const]
      : []),
    ...(views.length > 0
      ? [[`${typed()} look ${id} NAME`, said({ en: "look into a trained model", zh: "看看训练好的模型" })] as const]
      : []),
    [`${typed()} report ${id}`, said({ en: "explain the system on a page", zh: "生成讲解页" })] as const,
  ];
  console.log(`\n${said(nextSteps)}\n${rows(next, columns)}`);
}

/** The settings of a system with their values in both recipes: several values if a path leads to several numbers. */
function settingsOf({ settings = {}, recipes }: System) {
  return Object.entries(settings).map(([name, setting]) => {
    const values = (quick: "full" | "quick") => [...new Set(numbersOf(recipes[quick], setting))];
    return { name, ...setting, full: values("full"), quick: values("quick") };
  });
}

/** Returns a table of settings: name, value in the full and in the quick recipe, range, and label. */
function settingRows(system: System, columns: number): string {
  const header = [
    { en: "name", zh: "名称" },
    { en: "full", zh: "完整" },
    { en: "quick", zh: "快速" },
    { en: "range", zh: "范围" },
  ].map(said);
  const found = settingsOf(system);
  const cells = [
    header,
    ...found.map((one) => [
      one.name,
      one.full.join(", "),
      one.quick.join(", "),
      said({ en: rangeOf(one), zh: `${one.min} 到 ${one.max}` }),
    ]),
  ];
  const widths = header.map((_, i) => Math.max(...cells.map((row) => stringWidth(row[i]!))));
  const indent = widths.reduce((sum, width) => sum + width + 2, 2);
  const lines = cells.map((row, line) => {
    const label = line === 0 ? "" : wrapped(said(found[line - 1]!.label), columns, indent);
    return `  ${row.map((cell, i) => padded(cell, widths[i]!)).join("  ")}  ${label}`.trimEnd();
  });
  return lines.join("\n");
}
