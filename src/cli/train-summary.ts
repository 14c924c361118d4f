/** The results of one system with several seeds: means, standard deviations and extremes, and bars met. */
import { createColors } from "picocolors";
import stringWidth from "string-width";
import type { Result } from "../../models/conduct.ts";
import { nats, number, percent, seconds } from "../../models/quantity.ts";
import type { Bar, Measure, System } from "../../models/system.ts";
import type { Text } from "../../models/text.ts";
import { type Reach, type Summary, reaches, summarize } from "../../models/verdicts.ts";
import { said } from "./language.ts";
import { widthOf } from "./terminal/width.ts";
import { padded, wrapped } from "./terminal/wrap.ts";
import { colored, formatMeasured, headlinesOf, moreMetrics } from "./training-report.ts";

/** A metric with several seeds. */
export interface MetricSummary extends Summary {
  readonly least: number;
  readonly greatest: number;
}

/** A bar with several seeds. */
export interface BarSummary extends Bar {
  /** Number of seeds that met it. */
  readonly met: number;
  /** The mean compared with the bar. */
  readonly verdict: Reach;
}

export interface SeedsSummary {
  readonly seeds: readonly number[];
  /** True if every seed met every bar. */
  readonly passed: boolean;
  /** Total time of the trainings. */
  readonly seconds: number;
  /** Summaries over the seeds with finite values; null if there are none. */
  readonly metrics: Readonly<Record<string, MetricSummary | null>>;
  /** Seeds with a value that is not finite, by metric. */
  readonly notFinite: Readonly<Record<string, readonly number[]>>;
  readonly bars: readonly BarSummary[];
}

/** Summarizes results of the same recipe with different seeds. */
export function summarizeSeeds(results: readonly Result[]): SeedsSummary {
  const metrics: Record<string, MetricSummary | null> = {};
  const notFinite: Record<string, number[]> = {};
  for (const name of Object.keys(results[0]!.metrics)) {
    const isFinite = ({ metrics }: Result) => Number.isFinite(metrics[name]);
    const finite = results.filter(isFinite);
    const failed = results.filter((result) => !isFinite(result)).map(({ seed }) => seed);
    if (failed.length > 0) notFinite[name] = failed;
    const values = finite.map(({ metrics }) => metrics[name]!);
    const summary =
      finite.length > 0 &&
      summarize(
        values,
        finite.map(({ seed }) => seed),
      );
    metrics[name] = summary ? { ...summary, least: Math.min(...values), greatest: Math.max(...values) } : null;
  }
  const bars = results[0]!.bars.map(({ metric, op, value }, i): BarSummary => {
    const summary = metrics[metric];
    const verdict = summary && !notFinite[metric] ? reaches(summary, { op, value }) : "unclear";
    return { metric, op, value, met: results.filter(({ bars }) => bars[i]!.passed).length, verdict };
  });
  const time = results.reduce((sum, { seconds }) => sum + seconds, 0);
  const passed = results.every(({ passed }) => passed);
  return { seeds: results.map(({ seed }) => seed), passed, seconds: time, metrics, notFinite, bars };
}

/** Prints the summary of `system` as a table. Without `allMetrics`, only the headline metrics. */
export function printSummary(system: System, summary: SeedsSummary, allMetrics: boolean): void {
  const names = Object.keys(summary.metrics);
  const shown = allMetrics ? names : headlinesOf(system, summary, names);
  const { dim } = createColors(colored());
  const columns = widthOf(process.stdout);
  const lines = [said(titleOf(summary.seeds)), ...tableOf(system, summary, shown)];
  if (shown.length < names.length) lines.push(dim(said(moreMetrics(names.length - shown.length, said(records)))));
  for (const name of shown.filter((name) => summary.notFinite[name])) {
    lines.push(dim(`  ${wrapped(said(omitted(name, summary.notFinite[name]!)), columns, 2)}`));
  }
  if (summary.bars.length > 0) lines.push(dim(`  ${wrapped(said(legend), columns, 2)}`));
  console.log(`\n${[...lines, verdictOf(summary)].join("\n")}`);
}

const titleOf = (seeds: readonly number[]): Text => ({
  en: `Metrics with the seeds ${seeds.join(", ")}`,
  zh: `随机种子 ${seeds.join("、")} 的指标`,
});

const records: Text = { en: "the result.json of each run", zh: "各次训练的 result.json" };

const omitted = (name: string, seeds: readonly number[]): Text => ({
  en: `${name} is not finite with ${seeds.length === 1 ? "seed" : "the seeds"} ${seeds.join(", ")}, which its mean omits.`,
  zh: `${name} 在随机种子 ${seeds.join("、")} 下不是有限的数，没有计入均值。`,
});

const legend: Text = {
  en: "reached, missed: the 95% confidence interval of the mean is on that side of the bar; unclear: it contains the bar, or fewer than three seeds were trained.",
  zh: "达到、未达到：均值的 95% 置信区间全在达标线的这一侧；不能确定：区间跨过达标线，或者随机种子不到三个。",
};

const reachNames: Readonly<Record<Reach, Text>> = {
  reached: { en: "reached", zh: "达到" },
  missed: { en: "missed", zh: "未达到" },
  unclear: { en: "unclear", zh: "不能确定" },
};

const header: readonly Text[] = [
  { en: "metric", zh: "指标" },
  { en: "mean ± std", zh: "均值 ± 标准差" },
  { en: "least", zh: "最小" },
  { en: "greatest", zh: "最大" },
  { en: "bar", zh: "达标线" },
  { en: "met by", zh: "达标次数" },
  { en: "verdict", zh: "结论" },
];

/** Returns the lines of the table; a metric with several bars has several. */
function tableOf({ metrics }: System, summary: SeedsSummary, shown: readonly string[]): string[] {
  const total = summary.seeds.length;
  const cells = shown.flatMap((name) => {
    const measure = metrics[name]!;
    const found = summary.metrics[name];
    const values = found
      ? [found, found.least, found.greatest].map((value) => cellOf(value, measure))
      : ["-", "-", "-"];
    const bars = summary.bars.filter(({ metric }) => metric === name);
    const asked = bars.map(({ op, value, met, verdict }) => [
      `${op} ${formatMeasured(value, measure)}`,
      said({ en: `${met} of ${total}`, zh: `${met}/${total}` }),
      said(reachNames[verdict]),
    ]);
    return [[name, ...values, ...(asked[0] ?? [])], ...asked.slice(1).map((more) => ["", "", "", "", ...more])];
  });
  const table = [header.map(said), ...cells];
  const widths = header.map((_, i) => Math.max(...table.map((row) => stringWidth(row[i] ?? ""))));
  return table.map((row) => `  ${row.map((cell, i) => padded(cell, widths[i]!)).join("  ")}`.trimEnd());
}

/** Prints a mean with its deviation, or a value, in the unit of the metric. */
function cellOf(value: number | Summary, { unit = "number" }: Measure): string {
  const size = Math.abs(typeof value === "number" ? value : value.mean);
  switch (unit) {
    case "fraction":
      return said(percent(value, { digits: 2 }));
    case "nats":
      return said(nats(value, { digits: 3 }));
    case "seconds":
      return said(seconds(value));
    case "number":
      // In a table, exponents are shorter than the words of a quantity.
      return size > 0 && size < 1e-6 ? exponential(value) : said(number(value));
  }
}

function exponential(value: number | Summary): string {
  const short = (x: number) => String(Number(x.toPrecision(2)));
  if (typeof value === "number") return short(value);
  return value.std === null ? short(value.mean) : `${short(value.mean)} ± ${short(value.std)}`;
}

function verdictOf({ seeds, passed, seconds, bars }: SeedsSummary): string {
  const { green, red } = createColors(colored());
  const [time, total] = [seconds.toFixed(1), seeds.length];
  const missed = bars.filter(({ met }) => met < total).map(({ metric }) => metric);
  const list = [...new Set(missed)].join(", ");
  return passed
    ? green(said({ en: `All bars met with every seed in ${time} s.`, zh: `${time} 秒，每个随机种子都全部达标。` }))
    : red(
        said({ en: `Not met with every seed in ${time} s: ${list}.`, zh: `${time} 秒，有随机种子未达标：${list}。` }),
      );
}
