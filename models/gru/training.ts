/** Training of a forecaster, and its error on the held-out years. */
import { type Tensor, adam, compile, initialize, meanSquaredError, schedules } from "hebb";
import { type Series, type Windows, seriesWindows } from "hebb/data";
import type { Run } from "../run.ts";
import { type FixedGates, Forecaster, type Kind } from "./model.ts";
import { type Forecasting, partsOf } from "./series.ts";

/** Hyperparameters of a forecaster. */
export interface ForecastSettings {
  readonly hidden: number;
  readonly epochs: number;
  readonly learningRate: number;
}

/** A trained forecaster with its errors. */
export interface Forecast {
  readonly model: Forecaster;
  /** Root mean squared errors in the units of the series. */
  readonly validation: number;
  readonly test: number;
}

export async function trainForecaster(
  run: Run,
  kind: Kind,
  task: Forecasting,
  seed: number,
  settings: ForecastSettings,
): Promise<Forecast> {
  const { hidden, epochs, learningRate } = settings;
  const { train, validation, test, std } = await partsOf(task);
  const model = new Forecaster(kind, { ...task, columns: train.names.length, hidden });
  initialize(model, { seed });
  const windows = windowsOf(task, train);
  const steps = epochs * Math.ceil(windows.length / 32);
  await run.fit(model, windows, {
    label: `${task.title}: ${kind}, seed ${seed}`,
    quiet: true,
    loss: (forecast, target) => meanSquaredError(forecast, columnOf(task, target)),
    optimizer: adam(model, { learningRate: schedules.cosine(learningRate, { steps }) }),
    epochs,
    batchSize: 32,
    clipNorm: 1,
    seed,
  });
  const known = joined(train, validation);
  return {
    model,
    validation: std * (await errorOf(model, task, windowsOf(task, validation, train))),
    test: std * (await errorOf(model, task, windowsOf(task, test, known))),
  };
}

/** Returns the windows of a part; the inputs of its first rows come from `history`. */
export function windowsOf({ past, steps }: Forecasting, part: Series, history?: Series): Windows {
  return seriesWindows(part, { inputs: past, targets: steps, ...(history && { history }) });
}

export function joined(first: Series, second: Series): Series {
  return {
    ...first,
    dates: [...first.dates, ...second.dates],
    values: Float32Array.of(...first.values, ...second.values),
  };
}

/** Returns the forecast column of rows [batch, steps, columns]. */
function columnOf({ column }: Forecasting, rows: Tensor): Tensor {
  return rows.slice(null, null, [column, column + 1]).squeeze(2);
}

/** Returns the root mean squared error over all windows, in standard deviations of the series. */
export async function errorOf(
  model: Forecaster,
  task: Forecasting,
  windows: Windows,
  fixed?: FixedGates,
): Promise<number> {
  const squared = compile((past: Tensor, rows: Tensor) =>
    model.forward(past, fixed).sub(columnOf(task, rows)).square().mean(),
  );
  return Math.sqrt(await squared(windows.field(0), windows.field(1)).item());
}
