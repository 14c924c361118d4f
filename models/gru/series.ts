/** Two time series to forecast: monthly CO2 on Mauna Loa, and Seattle's daily maximum temperature. */
import { type Series, co2, seattleWeather, splitSeries, standardizeSeries } from "hebb/data";

/** A time series and the split of its rows. */
export interface Forecasting {
  readonly title: string;
  readonly unit: string;
  readonly series: () => Promise<Series>;
  /** Index of the column to forecast. */
  readonly column: number;
  /** Number of input rows, of rows to forecast, and of rows in a season. */
  readonly past: number;
  readonly steps: number;
  readonly season: number;
  /** Number of held-out rows; the test rows are the last ones. */
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

/**
 * Splits the series into three parts, standardized with the mean and standard deviation of the first, which are
 * returned as well.
 */
export async function partsOf(task: Forecasting) {
  const whole = await task.series();
  const parts = standardizeSeries(splitSeries(whole, task));
  return { whole, ...parts, std: parts.deviations[task.column]!, mean: parts.means[task.column]! };
}

/** Forecasts a row by a rule, from the values `at(row)` of the rows before `start`. */
export type Rule = (at: (row: number) => number, start: number, row: number) => number;

/** Repeats the last known value. */
export const lastValue: Rule = (at, start) => at(start - 1);

/**
 * Returns the seasonal naive rule, which repeats the values of the previous season. With `drift`, it adds the mean
 * change per season over the five seasons before the row `first`.
 */
export function seasonal(season: number, first: number, { drift }: { readonly drift: boolean }): Rule {
  return (at, start, row) => {
    const change = drift ? (at(first - 1) - at(first - 1 - 5 * season)) / 5 : 0;
    // Only rows before the window are known.
    const seasons = Math.ceil((row - start + 1) / season);
    return at(row - seasons * season) + seasons * change;
  };
}

/** Returns the root mean squared error of a rule over all windows of the test part, in the units of the series. */
export async function ruleError(task: Forecasting, rule: Rule): Promise<number> {
  const { values, names, dates } = await task.series();
  const { column, steps, test } = task;
  const at = (row: number) => values[row * names.length + column]!;
  let [sum, count] = [0, 0];
  for (let start = dates.length - test; start + steps <= dates.length; start++) {
    for (let row = start; row < start + steps; row++) {
      sum += (at(row) - rule(at, start, row)) ** 2;
      count++;
    }
  }
  return Math.sqrt(sum / count);
}

/** Returns the error of the seasonal naive forecast, with `drift` or without. */
export async function naiveError(task: Forecasting, { drift = false } = {}): Promise<number> {
  const { dates } = await task.series();
  return ruleError(task, seasonal(task.season, dates.length - task.test, { drift }));
}

/** Year from which the axes of figures count, because ticks of charts separate thousands. */
export const firstYear = 2000;

/** Returns dates such as "2011-04" or "2012-01-31" as fractional years since `firstYear`. */
export function yearsOf(dates: readonly string[]): number[] {
  return dates.map((date) => {
    const [year, month, day = 1] = date.split("-").map(Number) as [number, number, number?];
    return year - firstYear + (month - 1 + (day - 1) / 31) / 12;
  });
}
