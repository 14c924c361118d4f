/** The gated recurrent unit: forecasts of seasonal series, and memory of digits. */
import { digitSumMetrics, measureDigitSum } from "../shared/digit-sum.ts";
import type { Run } from "../run.ts";
import { defineSystem } from "../system.ts";
import { gatesExperiment } from "./experiments/gates.ts";
import { updateExperiment } from "./experiments/update.ts";
import type { Kind } from "./model.ts";
import { type Forecasting, naiveError, series } from "./series.ts";
import { type ForecastSettings, trainForecaster } from "./training.ts";
import { mean } from "../shared/statistics.ts";

const error = (what: string, unit: string) => ({
  meaning: `root mean squared error in ${unit} on held-out years: ${what}`,
});

export const system = defineSystem({
  place: [2, 7],
  title: { en: "Gated recurrent unit", zh: "门控循环单元" },
  summary: "an update and a reset gate forecast CO2 and temperatures, over five seeds, and remember digits",
  metrics: {
    co2_gru: error("GRU, mean over seeds", "ppm"),
    co2_spread: { meaning: "its standard deviation over the seeds, in ppm" },
    co2_srn: error("simple network, mean over seeds", "ppm"),
    co2_naive: error("the same month of the last known year", "ppm"),
    co2_drift: error("the same, and the mean change of the five years before for each year", "ppm"),
    co2_ratio: { meaning: "error of the GRU over that of the seasonal naive forecast" },
    temperature_gru: error("GRU, mean over seeds", "°C"),
    temperature_spread: { meaning: "its standard deviation over the seeds, in °C" },
    temperature_srn: error("simple network, mean over seeds", "°C"),
    temperature_naive: error("the same day of the last year", "°C"),
    temperature_ratio: { meaning: "error of the GRU over that of the seasonal naive forecast" },
    ...digitSumMetrics,
  },
  // Sizes, learning rates and epochs were chosen by the error on the validation rows.
  recipes: {
    full: {
      seeds: 5,
      co2: { hidden: 32, epochs: 150, learningRate: 5e-3 },
      temperature: { hidden: 16, epochs: 20, learningRate: 3e-3 },
      digits: { epochs: 20, long: true },
      bars: [
        { metric: "co2_ratio", op: "<=", value: 0.5 },
        { metric: "temperature_ratio", op: "<=", value: 0.9 },
        { metric: "digits_10", op: ">=", value: 0.95 },
        { metric: "digits_20_gain", op: ">", value: 0 },
      ],
    },
    quick: {
      seeds: 1,
      co2: { hidden: 16, epochs: 40, learningRate: 1e-2 },
      temperature: { hidden: 8, epochs: 6, learningRate: 1e-2 },
      digits: { epochs: 10, long: false },
      bars: [
        { metric: "co2_ratio", op: "<=", value: 0.8 },
        { metric: "temperature_ratio", op: "<=", value: 1 },
        { metric: "digits_10", op: ">=", value: 0.7 },
      ],
    },
  },

  async train(run, { seeds, co2, temperature, digits }) {
    return {
      ...(await compare(run, "co2", series.co2, seeds, co2)),
      co2_drift: await naiveError(series.co2, { drift: true }),
      ...(await compare(run, "temperature", series.temperature, seeds, temperature)),
      ...(await measureDigitSum(run, "GRU", digits)),
    };
  },

  experiments: { gates: gatesExperiment, update: updateExperiment },
});

async function compare(
  run: Run,
  name: string,
  task: Forecasting,
  seeds: number,
  settings: ForecastSettings,
): Promise<Record<string, number>> {
  const errors: Record<Kind, number[]> = { GRU: [], SRN: [] };
  for (const kind of ["GRU", "SRN"] as const) {
    for (let seed = run.seed; seed < run.seed + seeds; seed++) {
      const { model, test, validation } = await trainForecaster(run, kind, task, seed, settings);
      if (seed === run.seed) run.keep(`${name}-${kind.toLowerCase()}`, model);
      errors[kind].push(test);
      run.say(
        `${task.title}, ${kind}, seed ${seed}: validation ${validation.toFixed(3)}, test ${test.toFixed(3)} ${task.unit}`,
      );
    }
  }
  const [gru, srn] = [mean(errors.GRU), mean(errors.SRN)];
  const naive = await naiveError(task);
  const spread = Math.sqrt(mean(errors.GRU.map((value) => (value - gru) ** 2)) * (seeds / Math.max(1, seeds - 1)));
  return {
    [`${name}_gru`]: gru,
    [`${name}_spread`]: spread,
    [`${name}_srn`]: srn,
    [`${name}_naive`]: naive,
    [`${name}_ratio`]: gru / naive,
  };
}
