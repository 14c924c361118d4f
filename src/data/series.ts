/** Time series: values at equal time steps, splits by time, and windows for forecasting. */
import { ArgumentError } from "../base/errors.ts";
import { adopt, type Tensor } from "../tensor/index.ts";
import { checkCount } from "./batches.ts";
import { Dataset } from "./dataset.ts";
import type { Parts } from "./drawn.ts";
import type { SeriesSample } from "./sample.ts";
import { moments, scaled } from "./standardize.ts";

/** Time series without gaps. */
export interface Series {
  /** Date of each row, such as "1964-05" or "2012-01-01". */
  readonly dates: readonly string[];
  /** Names of the columns, with units. */
  readonly names: readonly string[];
  /** Values [rows, columns], row-major. */
  readonly values: Float32Array;
}

/** Sizes of the parts of `splitSeries`. */
export interface SeriesSplit {
  /** Number of rows of the test part, the last ones. */
  readonly test: number;
  /** Number of rows of the validation part, before the test part. */
  readonly validation: number;
}

/**
 * Splits a series by time into training, validation and test parts, in this order. The rest of the rows is the training
 * part. Throws an ArgumentError if a size is not an integer of at least 0 or no row is left for training.
 */
export function splitSeries(series: Series, { validation, test }: SeriesSplit): Parts<Series> {
  checkCount("the size of validation", validation, 0);
  checkCount("the size of test", test, 0);
  const end = series.dates.length;
  const [first, second] = [end - test - validation, end - test];
  if (first < 1) {
    throw new ArgumentError(`a series of ${end} rows cannot be split`, {
      rule: `With ${validation} rows for validation and ${test} for test, none is left for training.`,
    });
  }
  return {
    train: rowsOf(series, 0, first),
    validation: rowsOf(series, first, second),
    test: rowsOf(series, second, end),
  };
}

/** Scale of a standardized series. */
export interface SeriesScale {
  /** Mean of each column in the training part. */
  readonly means: Float64Array;
  /** Standard deviation of each column in the training part. */
  readonly deviations: Float64Array;
}

/**
 * Standardizes all parts by the means and standard deviations of the columns of `train`, which then have mean 0 and
 * standard deviation 1. Returns the parts and the scale.
 */
export function standardizeSeries(parts: Parts<Series>): Parts<Series> & SeriesScale {
  const { values, names, dates } = parts.train;
  const [means, deviations] = moments(values, dates.length);
  const scale = (part: Series): Series => ({ ...part, names, values: scaled(part.values, means, deviations) });
  const { train, validation, test } = parts;
  return { train: scale(train), validation: scale(validation), test: scale(test), means, deviations };
}

/** Options of `seriesWindows`. */
export interface SeriesWindowOptions {
  /** Number of input rows of a window. */
  readonly inputs: number;
  /** Number of rows to forecast after the inputs. Default 1. */
  readonly targets?: number;
  /** Distance between the starts of neighboring windows. Default 1. */
  readonly stride?: number;
  /**
   * Series right before this one. It provides inputs only, so that the first rows can be forecast too. Default: none.
   */
  readonly history?: Series;
}

/** Windows of a series: inputs f32 [n, inputs, columns] and targets f32 [n, targets, columns]. */
export type Windows = Dataset<[inputs: Tensor, targets: Tensor]>;

/**
 * Returns the windows of a series: inputs f32 [n, inputs, columns] and the following rows, f32 [n, targets, columns].
 * Throws an ArgumentError unless all sizes are integers of at least 1.
 */
export function seriesWindows(series: Series, options: SeriesWindowOptions): Windows {
  const { inputs, targets = 1, stride = 1, history } = options;
  for (const [what, size] of Object.entries({ inputs, targets, stride })) checkCount(what, size, 1);
  const columns = series.names.length;
  const before = history?.values.subarray(-inputs * columns) ?? new Float32Array(0);
  const values = Float32Array.of(...before, ...series.values);
  const count = Math.max(0, Math.floor((values.length / columns - inputs - targets) / stride) + 1);
  const cut = (from: number, length: number) => {
    const data = new Float32Array(count * length * columns);
    for (let i = 0; i < count; i++) {
      const start = (i * stride + from) * columns;
      data.set(values.subarray(start, start + length * columns), i * length * columns);
    }
    return { data, shape: [count, length, columns] };
  };
  return new Dataset<[Tensor, Tensor]>([cut(0, inputs), cut(inputs, targets)], adopt);
}

function rowsOf({ dates, names, values }: Series, start: number, end: number): Series {
  return { dates: dates.slice(start, end), names, values: values.slice(start * names.length, end * names.length) };
}

/** Sample of the last `count` rows of a series. */
export function seriesSample({ dates, names, values }: Series, count: number): SeriesSample {
  const start = Math.max(0, dates.length - count);
  const curves = names.map((name, column) => ({
    name,
    values: Array.from(values.subarray(start * names.length)).filter((_, i) => i % names.length === column),
  }));
  return { kind: "series", from: dates[start]!, to: dates.at(-1)!, curves };
}
