/** The gated recurrent unit: forecasts of seasonal series, and memory of digits. */
import { digitSumMetrics, measureDigitSum } from "../shared/digit-sum.ts";
import type { Run } from "../run.ts";
import * as setting from "../shared/settings.ts";
import { defineSystem } from "../system.ts";
import { forecastExperiment } from "./experiments/forecast.ts";
import { gatesExperiment } from "./experiments/gates.ts";
import { resetExperiment } from "./experiments/reset.ts";
import { updateExperiment } from "./experiments/update.ts";
import { season } from "./looks/season.ts";
import type { Kind } from "./model.ts";
import { page } from "./page.ts";
import { type Forecasting, naiveError, series } from "./series.ts";
import { type ForecastSettings, trainForecaster } from "./training.ts";
import { mean } from "../shared/statistics.ts";
import { type Text, name } from "../text.ts";

const co2Forecast: Text = { en: "CO2 forecast", zh: "CO2 预测" };
const temperatureForecast: Text = { en: "temperature forecast", zh: "气温预测" };

export const system = defineSystem({
  place: [2, 7],
  chapter: "recurrence",
  title: { en: "Gated recurrent unit", zh: "门控循环单元网络" },
  summary: {
    en: "GRU that forecasts monthly CO2 and daily temperatures, and remembers two digits to add them (DigitSum)",
    zh: "GRU 预测每月的 CO2 浓度和每天的最高气温，还要记住两个数字并求和（DigitSum）",
  },
  metrics: {
    co2_gru: {
      meaning: {
        en: "RMSE of the GRU's CO2 forecasts for held-out years, in ppm, averaged over seeds",
        zh: "GRU 预测留出年份 CO2 的均方根误差（ppm），取各随机种子的平均",
      },
    },
    co2_spread: {
      meaning: {
        en: "standard deviation of the GRU's CO2 error over seeds, in ppm",
        zh: "换随机种子时，GRU 的 CO2 误差的标准差（ppm）",
      },
    },
    co2_srn: {
      meaning: {
        en: "RMSE of the simple recurrent network's CO2 forecasts for held-out years, in ppm, averaged over seeds",
        zh: "简单循环网络预测留出年份 CO2 的均方根误差（ppm），取各随机种子的平均",
      },
    },
    co2_naive: {
      meaning: {
        en: "RMSE of the seasonal naive CO2 forecast (the same month of the last known year), in ppm",
        zh: "CO2 季节性朴素预测（照搬上一年同月的值）的均方根误差（ppm）",
      },
    },
    co2_drift: {
      meaning: {
        en: "RMSE of the seasonal naive CO2 forecast plus the mean yearly change over the five years before the test set, in ppm",
        zh: "CO2 季节性朴素预测再加上测试集之前五年的平均年变化，所得的均方根误差（ppm）",
      },
    },
    co2_ratio: {
      meaning: {
        en: "error of the GRU's CO2 forecasts divided by that of the seasonal naive forecast",
        zh: "GRU 的 CO2 预测误差与季节性朴素预测误差之比",
      },
    },
    temperature_gru: {
      meaning: {
        en: "RMSE of the GRU's temperature forecasts for the held-out year, in °C, averaged over seeds",
        zh: "GRU 预测留出年份气温的均方根误差（°C），取各随机种子的平均",
      },
    },
    temperature_spread: {
      meaning: {
        en: "standard deviation of the GRU's temperature error over seeds, in °C",
        zh: "换随机种子时，GRU 的气温误差的标准差（°C）",
      },
    },
    temperature_srn: {
      meaning: {
        en: "RMSE of the simple recurrent network's temperature forecasts for the held-out year, in °C, averaged over seeds",
        zh: "简单循环网络预测留出年份气温的均方根误差（°C），取各随机种子的平均",
      },
    },
    temperature_naive: {
      meaning: {
        en: "RMSE of the seasonal naive temperature forecast (the same day a year earlier), in °C",
        zh: "气温季节性朴素预测（照搬一年前同一天的值）的均方根误差（°C）",
      },
    },
    temperature_ratio: {
      meaning: {
        en: "error of the GRU's temperature forecasts divided by that of the seasonal naive forecast",
        zh: "GRU 的气温预测误差与季节性朴素预测误差之比",
      },
    },
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

  settings: {
    co2LearningRate: setting.learningRate("co2.learningRate", { of: co2Forecast }),
    co2Epochs: setting.epochs("co2.epochs", { max: 500, of: co2Forecast }),
    co2Hidden: setting.hiddenUnits("co2.hidden", { max: 256, of: co2Forecast }),
    temperatureLearningRate: setting.learningRate("temperature.learningRate", { of: temperatureForecast }),
    temperatureEpochs: setting.epochs("temperature.epochs", { of: temperatureForecast }),
    temperatureHidden: setting.hiddenUnits("temperature.hidden", { max: 256, of: temperatureForecast }),
    digitEpochs: setting.epochs("digits.epochs", { max: 100, of: name("DigitSum") }),
    seeds: setting.repetitions("seeds"),
  },

  async train(run, { seeds, co2, temperature, digits }) {
    return {
      ...(await compare(run, "co2", series.co2, seeds, co2)),
      co2_drift: await naiveError(series.co2, { drift: true }),
      ...(await compare(run, "temperature", series.temperature, seeds, temperature)),
      ...(await measureDigitSum(run, "GRU", digits)),
    };
  },

  experiments: {
    update: updateExperiment,
    reset: resetExperiment,
    forecast: forecastExperiment,
    gates: gatesExperiment,
  },
  looks: { season },
  page,
});

async function compare(
  run: Run,
  name: string,
  task: Forecasting,
  seeds: number,
  settings: ForecastSettings,
): Promise<Record<string, number>> {
  const errors: Record<Kind, number[]> = { GRU: [], SRN: [] };
  run.keepText(`${name}-settings.json`, JSON.stringify(settings));
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
