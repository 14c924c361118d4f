/** Forecasts of a trained network for chosen rows of a series, and the gates while it reads the rows before them. */
import { Tensor, compile, observe } from "hebb";
import { clusteredOrder } from "./clustering.ts";
import type { Forecaster } from "./model.ts";
import { type Forecasting, partsOf } from "./series.ts";

/** Returns the forecasts from each of the rows `starts` on, in the unit of the series. Only earlier rows are read. */
export async function forecastsOf(
  model: Forecaster,
  task: Forecasting,
  starts: readonly number[],
): Promise<number[][]> {
  const { whole, means, deviations, mean, std } = await partsOf(task);
  const columns = whole.names.length;
  const past = starts.flatMap((start) =>
    Array.from(whole.values.subarray((start - task.past) * columns, start * columns), (value, i) => {
      const column = i % columns;
      return (value - means[column]!) / deviations[column]!;
    }),
  );
  const forward = compile((windows: Tensor) => model.forward(windows));
  const values = await forward(Tensor.from(past, [starts.length, task.past, columns])).array();
  return starts.map((_, i) =>
    Array.from(values.slice(i * task.steps, (i + 1) * task.steps), (value) => value * std + mean),
  );
}

/** The forecast and the gates of a network that reads one window. */
export interface WindowReading {
  /** Forecast in the unit of the window. */
  readonly forecast: readonly number[];
  /** `z[unit][row]` and `r[unit][row]`, similar units next to each other. */
  readonly z: readonly (readonly number[])[];
  readonly r: readonly (readonly number[])[];
}

/** Reads a window, f32 [1, time, 1], and returns its forecast with the gates of all units. */
export async function readWindow(model: Forecaster, past: readonly number[]): Promise<WindowReading> {
  const { forecast, z, r } = compile((window: Tensor) => {
    const [forecast, seen] = observe(() => model.forward(window));
    const unitsOf = (name: string) => seen[`recurrent.${name}`]!.squeeze(1).transpose();
    return { forecast, z: unitsOf("z"), r: unitsOf("r") };
  })(Tensor.from(past, [1, past.length, 1]));
  const [values, zs, rs] = await Promise.all([forecast, z, r].map((tensor) => tensor.array()));
  const [zRows, rRows] = [zs!, rs!].map((all) => rowsOf(Array.from(all, Number), past.length)) as [
    number[][],
    number[][],
  ];
  const ordered = (rows: readonly (readonly number[])[]) => clusteredOrder(rows).map((unit) => rows[unit]!);
  return { forecast: Array.from(values!, Number), z: ordered(zRows), r: ordered(rRows) };
}

const rowsOf = (all: readonly number[], length: number): number[][] =>
  Array.from({ length: all.length / length }, (_, unit) => all.slice(unit * length, (unit + 1) * length));
