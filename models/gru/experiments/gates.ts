/** Gates of a trained forecaster over three years of CO2, and its forecast of the next year. */
import { type Tensor, compile, observe } from "hebb";
import type { Run } from "../../run.ts";
import type { EnglishExperiment, Finding } from "../../system.ts";
import { partsOf, series } from "../series.ts";
import { joined, trainForecaster, windowsOf } from "../training.ts";

export const gatesExperiment: EnglishExperiment = {
  question: {
    en: "What do the update gate and the reset gate of a GRU do as it reads a time series?",
    zh: "GRU 读时间序列时，更新门和重置门分别在做什么？",
  },

  async measure(run: Run): Promise<Finding> {
    const task = series.co2;
    const settings = run.quick
      ? { hidden: 16, epochs: 20, learningRate: 1e-2 }
      : { hidden: 32, epochs: 150, learningRate: 5e-3 };
    const { model } = await trainForecaster(run, "GRU", task, run.seed, settings);
    const { train, validation, test, mean, std } = await partsOf(task);
    const windows = windowsOf(task, test, joined(train, validation)).take(1);
    const look = compile((past: Tensor) => {
      const [forecast, seen] = observe(() => model.forward(past));
      return {
        forecast,
        z: seen["recurrent.z"]!.squeeze(1).transpose(),
        r: seen["recurrent.r"]!.squeeze(1).transpose(),
      };
    })(windows.field(0));
    const [z, r] = [await rowsOf(look.z), await rowsOf(look.r)];
    const back = (values: ArrayLike<number>) => Array.from(values, (value) => value * std + mean);
    const [past, truth] = [back(windows.fields[0]!.data), back(windows.fields[1]!.data)];
    const forecast = back(await look.forecast.array());
    const season = z.map((unit) => amplitude(unit)).sort((a, b) => b - a);
    const all = z.flat();
    const average = all.reduce((sum, value) => sum + value, 0) / all.length;
    return {
      answer:
        `Over three years of CO2 the update gates are ${average.toFixed(2)} on average: a unit keeps that share of its state each month. The ${z.length} units differ: with the months of the year the ` +
        `most seasonal one moves its z by ±${season[0]!.toFixed(2)}, the least by ±${season.at(-1)!.toFixed(2)}. The forecast of the year after is off by ${rmse(forecast, truth).toFixed(2)} ppm (root mean square).`,
      table: {
        columns: ["month", "CO2 (ppm)", "forecast (ppm)", "mean z", "mean r"],
        rows: [
          ...past.map((value, t) => [t - past.length + 1, value, "", columnMean(z, t), columnMean(r, t)]),
          ...truth.map((value, t) => [t + 1, value, forecast[t]!, "", ""]),
        ],
      },
      figure: {
        kind: "panels",
        title: "CO2 and the gates of a GRU that reads it",
        columns: 1,
        panels: [
          {
            kind: "chart",
            title: "Three years, and the forecast of the next",
            x: { label: "month" },
            y: { label: "ppm" },
            layers: [
              {
                mark: "line",
                name: "measured",
                points: [...past, ...truth].map((value, t) => [t - past.length + 1, value]),
              },
              { mark: "line", name: "forecast", dashed: true, points: forecast.map((value, t) => [t + 1, value]) },
            ],
          },
          ...(["z", "r"] as const).map((name) => ({
            kind: "heatmap" as const,
            title: name === "z" ? "update gates z (1 keeps)" : "reset gates r (0 forgets)",
            rows: { label: "unit" },
            columns: { label: "month that is read" },
            values: name === "z" ? z : r,
          })),
        ],
      },
    };
  },
};

/** Returns `values[unit][t]`. */
async function rowsOf(tensor: Tensor): Promise<number[][]> {
  const [units, time] = tensor.shape as [number, number];
  const array = await tensor.array();
  return Array.from({ length: units }, (_, unit) => [...array.subarray(unit * time, (unit + 1) * time)]);
}

/** Returns half the range of the seasonal cycle: the mean over years for each month. */
function amplitude(values: readonly number[]): number {
  const months = Array.from({ length: 12 }, (_, month) => {
    const own = values.filter((_value, t) => t % 12 === month);
    return own.reduce((sum, value) => sum + value, 0) / own.length;
  });
  return (Math.max(...months) - Math.min(...months)) / 2;
}

function columnMean(rows: readonly (readonly number[])[], t: number): number {
  return rows.reduce((sum, row) => sum + row[t]!, 0) / rows.length;
}

function rmse(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length);
}
