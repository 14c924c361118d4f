/** Forecasts of a GRU, of a simple recurrent network, and of rules without a network. */
import type { Panels } from "../../figure.ts";
import { defineExperiment } from "../../system.ts";
import { name, say, text } from "../../text.ts";
import { type Summary, distinguishable, reaches, summarize } from "../../verdicts.ts";
import type { ForecastFacts, RuleName, SeriesForecast, SeriesName } from "../facts.ts";
import type { Forecaster, Kind } from "../model.ts";
import { ruleNames, seriesNames, yearLabel } from "../names.ts";
import { type Forecasting, type Rule, lastValue, ruleError, seasonal, series, yearsOf } from "../series.ts";
import { type ForecastSettings, trainForecaster } from "../training.ts";
import { forecastsOf } from "../forecasts.ts";
import { forecastWords } from "../words-of-series.ts";

const settings: Readonly<Record<"quick" | "full", Readonly<Record<SeriesName, ForecastSettings>>>> = {
  full: {
    co2: { hidden: 32, epochs: 150, learningRate: 5e-3 },
    temperature: { hidden: 16, epochs: 20, learningRate: 3e-3 },
  },
  quick: {
    co2: { hidden: 16, epochs: 40, learningRate: 1e-2 },
    temperature: { hidden: 8, epochs: 6, learningRate: 1e-2 },
  },
};

export const forecastExperiment = defineExperiment<ForecastFacts>({
  question: {
    en: "Does a GRU forecast better than a simple recurrent network, and than a rule without any network?",
    zh: "预测时间序列，GRU 比简单循环网络强吗，比不用网络的朴素预测强吗？",
  },
  seeds: 5,

  async measure(run) {
    const first: Forecaster[] = [];
    const forecasts: SeriesForecast[] = [];
    for (const name of ["co2", "temperature"] as const) {
      const own = settings[run.quick ? "quick" : "full"][name];
      const measured = await run.overSeeds(async (one) => {
        const gru = await trainForecaster(one, "GRU", series[name], one.seed, own);
        if (first.length === 0) first.push(gru.model);
        const srn = await trainForecaster(one, "SRN", series[name], one.seed, own);
        return { GRU: gru.test, SRN: srn.test };
      });
      const over = (kind: Kind) =>
        summarize(
          measured.map((errors) => errors[kind]),
          run.seeds,
        );
      forecasts.push(await compared(name, over("GRU"), over("SRN")));
    }
    return { forecasts, example: await exampleOf(first[0]!) };
  },

  words: forecastWords,

  table: ({ forecasts }) => ({
    columns: [
      text("series", "序列"),
      text("forecast", "预测方法"),
      { name: text("error", "误差"), digits: 3 },
      text("unit", "单位"),
    ],
    rows: forecasts.flatMap(({ series, unit, gru, srn, rules }) => [
      [seriesNames(series), "GRU", gru, unit],
      [seriesNames(series), text("simple network", "简单循环网络"), srn, unit],
      ...rules.map(({ rule, error }) => [seriesNames(series), ruleNames(rule), error, unit]),
    ]),
  }),

  figure: figureOf,
});

async function compared(name: SeriesName, gru: Summary, srn: Summary): Promise<SeriesForecast> {
  const task: Forecasting = series[name];
  const { dates } = await task.series();
  const first = dates.length - task.test;
  const candidates: readonly (readonly [RuleName, Rule])[] = [
    ["last", lastValue],
    ["season", seasonal(task.season, first, { drift: false })],
    // The drift is the mean change of the five seasons before the test rows.
    ...(first > 5 * task.season ? ([["drift", seasonal(task.season, first, { drift: true })]] as const) : []),
  ];
  const rules = await Promise.all(
    candidates.map(async ([rule, forecast]) => ({ rule, error: await ruleError(task, forecast) })),
  );
  const best = rules.reduce((least, one) => (one.error < least.error ? one : least));
  return {
    series: name,
    unit: task.unit,
    gru,
    srn,
    rules,
    best: best.rule,
    beats: reaches(gru, { op: "<", value: best.error }),
    gates: distinguishable(srn, gru),
  };
}

/** Number of held-out years that are drawn. */
const drawnYears = 4;

/** Forecasts each of the last years at the end of the year before. */
async function exampleOf(model: Forecaster): Promise<ForecastFacts["example"]> {
  const task = series.co2;
  const { values, dates } = await task.series();
  const at = (row: number) => values[row]!;
  const starts = Array.from({ length: drawnYears }, (_, i) => dates.length - (drawnYears - i) * task.steps);
  const rows = starts.flatMap((start) => Array.from({ length: task.steps }, (_, i) => [start, start + i] as const));
  const drift = seasonal(task.season, dates.length - task.test, { drift: true });
  const gru = await forecastsOf(model, task, starts);
  return {
    years: yearsOf(rows.map(([, row]) => dates[row]!)),
    truth: rows.map(([, row]) => at(row)),
    gru: gru.flat(),
    drift: rows.map(([start, row]) => drift(at, start, row)),
  };
}

function figureOf({ forecasts, example }: ForecastFacts): Panels {
  const { years, truth, gru, drift } = example;
  const pointsOf = (values: readonly number[]) => values.map((value, i) => [years[i]!, value] as const);
  return {
    kind: "panels",
    title: text("Forecasts with and without a network", "用网络和不用网络的预测"),
    columns: 1,
    panels: [
      ...forecasts.map(({ series, unit, gru, srn, rules }) => {
        const bars = [
          [name("GRU"), gru.mean],
          [text("simple network", "简单循环网络"), srn.mean],
          ...rules.map(({ rule, error }) => [ruleNames(rule), error] as const),
        ] as const;
        const deviations = [gru, srn].map(({ mean, std }, i) => [i, mean - (std ?? 0), mean + (std ?? 0)] as const);
        return {
          kind: "chart" as const,
          title: say({ series: seriesNames(series) }, "Error on held-out years: {series}", "留出年份的误差：{series}"),
          x: { label: text("forecast", "预测方法") },
          y: { label: say({ unit: name(unit) }, "root mean square in {unit}", "均方根误差（{unit}）") },
          layers: [
            { mark: "bars" as const, values: bars },
            ...(gru.n > 1 ? [{ mark: "band" as const, points: deviations }] : []),
          ],
        };
      }),
      {
        kind: "chart",
        title: text("CO₂: each year is forecast at the end of the year before", "CO₂：每次在前一年末预测下一年"),
        x: { label: yearLabel },
        y: { label: "ppm" },
        layers: [
          { mark: "line", name: text("measured", "实测"), points: pointsOf(truth) },
          { mark: "line", name: name("GRU"), dashed: true, points: pointsOf(gru) },
          {
            mark: "line",
            name: text("year before plus growth", "前一年加增长"),
            dashed: true,
            points: pointsOf(drift),
          },
        ],
      },
    ],
  };
}
