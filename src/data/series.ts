/** Time series: values at equal steps, cut by time into parts, and into windows to forecast from. */
import { ArgumentError } from "../base/errors.ts";
import { adopt, type Tensor } from "../tensor/index.ts";
import { checkCount } from "./batches.ts";
import { Dataset } from "./dataset.ts";
import type { Parts } from "./drawn.ts";
import type { SeriesSample } from "./sample.ts";
import { moments, scaled } from "./standardize.ts";

export interface Series {
  /** Of each row, such as "1964-05" or "2012-01-01"; no step is left out. */
  readonly dates: readonly string[];
  /** What the columns are, with units. */
  readonly names: readonly string[];
  /** [rows, columns], row-major. */
  readonly values: Float32Array;
}

export interface SeriesSplit {
  /** Rows in the last part, and in the one before it. */
  readonly test: number;
  readonly validation: number;
}

/**
 * Three parts, one after the other in time: what is tested comes after all that was learnt from. Throws an ArgumentError
 * where nothing would be left to train on.
 */
export function splitSeries(series: Series, { validation, test }: SeriesSplit): Parts<Series> {
  checkCount("the size of validation", validation, 0);
  checkCount("the size of test", test, 0);
  const end = series.dates.length;
  const [first, second] = [end - test - validation, end - test];
  if (first < 1) {
    throw new ArgumentError(`a series of ${end} rows cannot be split`, {
      rule: `${validation} rows of validation and ${test} of test leave none to train on.`,
    });
  }
  return {
    train: rowsOf(series, 0, first),
    validation: rowsOf(series, first, second),
    test: rowsOf(series, second, end),
  };
}

export interface SeriesScale {
  /** Of each column, of the training part. */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** The parts with columns of mean 0 and deviation 1 in `train`, all by the mean and deviation of `train`, which come too. */
export function standardizeSeries(parts: Parts<Series>): Parts<Series> & SeriesScale {
  const { values, names, dates } = parts.train;
  const [means, deviations] = moments(values, dates.length);
  const scale = (part: Series): Series => ({ ...part, names, values: scaled(part.values, means, deviations) });
  const { train, validation, test } = parts;
  return { train: scale(train), validation: scale(validation), test: scale(test), means, deviations };
}

export interface SeriesWindowOptions {
  /** Rows to forecast from. */
  readonly inputs: number;
  /** Rows to forecast. Default 1. */
  readonly targets?: number;
  /** From the start of one window to the next. Default 1. */
  readonly stride?: number;
  /** What came right before the series. Only inputs are taken from it, so that the first rows can be forecast too. */
  readonly history?: Series;
}

export type Windows = Dataset<[inputs: Tensor, targets: Tensor]>;

/**
 * Windows of a series: inputs f32 [n, inputs, columns] and the rows that follow, f32 [n, targets, columns]. Throws an
 * ArgumentError for sizes that are no integers from 1 on.
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

/** The last `count` rows of a series. */
export function seriesSample({ dates, names, values }: Series, count: number): SeriesSample {
  const start = Math.max(0, dates.length - count);
  const curves = names.map((name, column) => ({
    name,
    values: Array.from(values.subarray(start * names.length)).filter((_, i) => i % names.length === column),
  }));
  return { kind: "series", from: dates[start]!, to: dates.at(-1)!, curves };
}
