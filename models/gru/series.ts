/** Two series to forecast: CO2 on Mauna Loa by months, and Seattle's daily maximum temperature. */
import { type Series, co2, seattleWeather, splitSeries, standardizeSeries } from "hebb/data";

export interface Forecasting {
  readonly title: string;
  readonly unit: string;
  readonly series: () => Promise<Series>;
  /** Which column is forecast. */
  readonly column: number;
  /** Rows that are seen, rows that are forecast, and rows after which the season comes again. */
  readonly past: number;
  readonly steps: number;
  readonly season: number;
  /** Rows that are held out, the last of all. */
  readonly validation: number;
  readonly test: number;
}

export const series = {
  co2: {
    title: "CO2 on Mauna Loa",
    unit: "ppm",
    series: co2,
    column: 0,
    past: 36,
    steps: 12,
    season: 12,
    validation: 60,
    test: 120,
  },
  temperature: {
    title: "Seattle's maximum temperature",
    unit: "°C",
    series: seattleWeather,
    column: 1,
    past: 30,
    steps: 7,
    season: 365,
    validation: 120,
    test: 365,
  },
} as const satisfies Readonly<Record<string, Forecasting>>;

/** The series in three parts, scaled by the first, and what it takes to scale back. */
export async function partsOf(task: Forecasting) {
  const whole = await task.series();
  const parts = standardizeSeries(splitSeries(whole, task));
  return { whole, ...parts, deviation: parts.deviations[task.column]!, mean: parts.means[task.column]! };
}

/**
 * The root mean squared error over all windows of the last part of forecasting what was a season before: the seasonal
 * naive forecast, in the units of the series. With `drift`, the mean change from season to season of the rows before is
 * added.
 */
export async function naiveError(task: Forecasting, { drift = false } = {}): Promise<number> {
  const { values, names, dates } = await task.series();
  const { column, steps, season, test } = task;
  const at = (row: number) => values[row * names.length + column]!;
  const [first, end] = [dates.length - test, dates.length];
  const change = drift ? (at(first - 1) - at(first - 1 - 5 * season)) / 5 : 0;
  let [sum, count] = [0, 0];
  for (let start = first; start + steps <= end; start++) {
    for (let row = start; row < start + steps; row++) {
      // Of what is known before the window.
      const seasons = Math.ceil((row - start + 1) / season);
      sum += (at(row) - at(row - seasons * season) - seasons * change) ** 2;
      count++;
    }
  }
  return Math.sqrt(sum / count);
}
