/** Gates of trained forecasters over three years of CO2, and their forecasts with gates that are held still. */
import { Tensor, compile, observe } from "hebb";
import type { Windows } from "hebb/data";
import { mean } from "../../shared/statistics.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { GatesFacts, SeriesReading } from "../facts.ts";
import { readWindow } from "../forecasts.ts";
import type { FixedGates, Forecaster } from "../model.ts";
import { yearLabel } from "../names.ts";
import { readingFigure } from "../reading-figure.ts";
import { partsOf, series, yearsOf } from "../series.ts";
import { errorOf, joined, trainForecaster, windowsOf } from "../training.ts";
import { gatesWords } from "../words-of-series.ts";

const task = series.co2;

export const gatesExperiment = defineExperiment<GatesFacts>({
  question: {
    en: "What do the update gate and the reset gate of a GRU do as it reads a time series?",
    zh: "GRU 读时间序列时，更新门和重置门分别在做什么？",
  },
  seeds: 5,

  async measure(run) {
    const settings = run.quick
      ? { hidden: 16, epochs: 20, learningRate: 1e-2 }
      : { hidden: 32, epochs: 150, learningRate: 5e-3 };
    const examples: SeriesReading[] = [];
    const measured = await run.overSeeds(async (one) => {
      const { model } = await trainForecaster(one, "GRU", task, one.seed, settings);
      if (examples.length === 0) examples.push(await exampleOf(model));
      return gatesOf(model);
    });
    const over = (value: (one: Measured) => number): Summary => summarize(measured.map(value), run.seeds);
    const errors = {
      trained: over((one) => one.trained),
      "z held": over((one) => one["z held"]),
      "r held": over((one) => one["r held"]),
    };
    return {
      z: over((one) => one.z.mean),
      r: over((one) => one.r.mean),
      swing: { z: over((one) => one.z.swing), r: over((one) => one.r.swing) },
      errors,
      update: distinguishable(errors["z held"], errors.trained),
      reset: distinguishable(errors["r held"], errors.trained),
      example: examples[0]!,
    };
  },

  words: gatesWords,

  table: ({ z, r, swing, errors }) => ({
    columns: [text("measurement", "测量"), { name: text("value", "值"), digits: 3 }],
    rows: [
      [text("mean of z", "z 的平均值"), z],
      [text("mean of r", "r 的平均值"), r],
      [text("swing of z over a year", "z 在一年中的摆动"), swing.z],
      [text("swing of r over a year", "r 在一年中的摆动"), swing.r],
      ...(Object.keys(errors) as (keyof typeof errors)[]).map((kind) => [errorName(kind), errors[kind]]),
    ],
  }),

  figure: ({ example }) =>
    readingFigure(example, text("CO₂, and the gates of a GRU that reads it", "CO₂ 浓度，以及读它的 GRU 的门"), {
      x: yearLabel,
      y: "ppm",
    }),
});

const errorName = (kind: keyof GatesFacts["errors"]) =>
  cases(kind, {
    trained: text("error as trained (ppm)", "训练好的网络的误差（ppm）"),
    "z held": text("error with z held still (ppm)", "固定住 z 之后的误差（ppm）"),
    "r held": text("error with r held still (ppm)", "固定住 r 之后的误差（ppm）"),
  });

interface Measured extends Readonly<Record<keyof GatesFacts["errors"], number>> {
  readonly z: GateCourse;
  readonly r: GateCourse;
}

/** Means of a gate over windows. */
interface GateCourse {
  readonly mean: number;
  /** Half of the range over the last season, mean over units. */
  readonly swing: number;
  /** Mean of each unit, f32 [hidden]. */
  readonly held: Tensor;
}

async function gatesOf(model: Forecaster): Promise<Measured> {
  const { train, validation, test, std } = await partsOf(task);
  const known = windowsOf(task, train);
  const held = windowsOf(task, test, joined(train, validation));
  const [z, r] = [await courseOf(model, known, "z"), await courseOf(model, known, "r")];
  const error = async (fixed?: FixedGates) => std * (await errorOf(model, task, held, fixed));
  return {
    z,
    r,
    trained: await error(),
    "z held": await error({ z: z.held }),
    "r held": await error({ r: r.held }),
  };
}

/** Averages a gate over the windows that begin in the month of the first, one per year. */
async function courseOf(model: Forecaster, windows: Windows, gate: "z" | "r"): Promise<GateCourse> {
  const years = Math.floor(windows.length / task.season);
  const all = windows.field(0);
  const inputs = await all.slice([0, years * task.season]).array();
  const size = task.past;
  const yearly = Array.from({ length: years }, (_, year) =>
    Array.from(inputs.slice(year * task.season * size, year * task.season * size + size)),
  );
  const course = compile((past: Tensor) => observe(() => model.forward(past))[1][`recurrent.${gate}`]!.mean(1));
  const values = [...(await course(Tensor.from(yearly.flat(), [years, size, 1])).array())];
  const hidden = values.length / size;
  const units = Array.from({ length: hidden }, (_, unit) =>
    Array.from({ length: size }, (_unused, t) => values[t * hidden + unit]!),
  );
  const swings = units.map((unit) => {
    const season = unit.slice(-task.season);
    return (Math.max(...season) - Math.min(...season)) / 2;
  });
  const means = units.map(mean);
  return { mean: mean(means), swing: mean(swings), held: Tensor.from(means, [hidden]) };
}

/** The forecast of the first held-out year, and the gates over the three years before it. */
async function exampleOf(model: Forecaster): Promise<SeriesReading> {
  const { whole, mean: center, std } = await partsOf(task);
  const first = whole.dates.length - task.test;
  const rows = (from: number, to: number) => [...whole.values.subarray(from, to)];
  const past = rows(first - task.past, first);
  const reading = await readWindow(
    model,
    past.map((value) => (value - center) / std),
  );
  return {
    years: yearsOf(whole.dates.slice(first - task.past, first + task.steps)),
    past,
    truth: rows(first, first + task.steps),
    forecast: reading.forecast.map((value) => value * std + center),
    z: reading.z,
    r: reading.r,
  };
}
