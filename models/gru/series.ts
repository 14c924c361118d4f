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

/**
 * Returns the root mean squared error of the seasonal naive forecast over all windows of the test part, in the units of
 * the series. The forecast repeats the values of the previous season. With `drift`, it adds the mean change per season
 * over the five seasons before the test part.
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
      // Only rows before the window are known.
      const seasons = Math.ceil((row - start + 1) / season);
      sum += (at(row) - at(row - seasons * season) - seasons * change) ** 2;
      count++;
    }
  }
  return Math.sqrt(sum / count);
}
