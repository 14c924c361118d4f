/** Look: the trained forecaster continues a season and a growth of the reader's choice, and shows its gates. */
import { ArgumentError } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { number } from "../../quantity.ts";
import { savedSettings } from "../../shared/saved.ts";
import { mean } from "../../shared/statistics.ts";
import { say, text } from "../../text.ts";
import type { SeriesReading } from "../facts.ts";
import { readWindow } from "../forecasts.ts";
import { Forecaster } from "../model.ts";
import { readingFigure } from "../reading-figure.ts";
import { partsOf, series } from "../series.ts";

const months = 12;

const inputs = {
  season: {
    kind: "text",
    label: text("twelve monthly deviations in ppm, separated by spaces", "十二个月的偏差（ppm），用空格隔开"),
    value: "0 1 2 3 3 2 0 -2 -3 -3 -2 -1",
    longest: 120,
  },
  growth: { kind: "number", label: text("growth per year in ppm", "每年的增长（ppm）"), value: 2, min: -10, max: 10 },
} as const satisfies Inputs;

interface SeasonFacts extends SeriesReading {
  /** Root mean squared difference of the forecast from the continued pattern. */
  readonly error: number;
  /** Growth over the year before the forecast, and growth that is forecast. */
  readonly growth: number;
  readonly forecastGrowth: number;
  /** Mean of the update gates. */
  readonly open: number;
}

export const season = defineLook({
  question: {
    en: "Does the network continue a season and a growth that you choose, and how do its gates move?",
    zh: "你来定季节变化和每年的增长，网络能接着预测吗，它的门怎样变化？",
  },
  inputs,

  async view({ season, growth }, saved): Promise<SeasonFacts> {
    const deviations = parsed(season);
    const files = await saved();
    const { hidden } = await savedSettings<{ hidden: number }>(files, "co2-settings.json");
    const task = series.co2;
    const model = await files.load("co2-gru", new Forecaster("GRU", { ...task, columns: 1, hidden }));
    const { std } = await partsOf(task);
    const all = Array.from(
      { length: task.past + task.steps },
      (_, t) => deviations[t % months]! + (growth * t) / months,
    );
    const [past, truth] = [all.slice(0, task.past), all.slice(task.past)];
    // The network reads only differences from the last value, so that the level does not matter.
    const reading = await readWindow(
      model,
      past.map((value) => value / std),
    );
    const forecast = reading.forecast.map((value) => value * std);
    return {
      years: all.map((_, t) => t / months),
      past,
      truth,
      forecast,
      z: reading.z,
      r: reading.r,
      error: Math.sqrt(mean(forecast.map((value, i) => (value - truth[i]!) ** 2))),
      growth,
      forecastGrowth: mean(forecast) - mean(past.slice(-months)),
      open: mean(reading.z.flat()),
    };
  },

  words: ({ error, growth, forecastGrowth, open }) =>
    say(
      {
        error: number(error, { digits: 2 }),
        growth: number(growth, { digits: 1 }),
        forecast: number(forecastGrowth, { digits: 1 }),
        open: number(open, { digits: 2 }),
      },
      "The pattern grows by {growth} ppm a year, the forecast by {forecast} ppm; its error is {error} ppm. The update gates are {open} on average.",
      "这个序列每年增长 {growth} ppm，预测增长 {forecast} ppm，误差 {error} ppm。更新门平均为 {open}。",
    ),

  figure: (facts) =>
    readingFigure(facts, text("A season of your choice, continued by a GRU", "你给的季节变化，由 GRU 接着预测"), {
      x: text("year", "年"),
      y: "ppm",
    }),
});

function parsed(list: string): number[] {
  const values = list
    .trim()
    .split(/[\s,，]+/)
    .map(Number);
  if (values.length === months && values.every((value) => Math.abs(value) <= 100)) return values;
  throw new ArgumentError(`season was given "${list}"`, {
    rule: `It must be ${months} numbers between -100 and 100, separated by spaces.`,
    fix: `For example: "${inputs.season.value}".`,
  });
}
