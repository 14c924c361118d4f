/** Memory of recurrences: linear, additive and gated states on three tasks. */
import { type Measure, defineSystem } from "../system.ts";
import * as setting from "../shared/settings.ts";
import type { Text } from "../text.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { statesExperiment } from "./experiments/states.ts";
import { bits } from "./looks/bits.ts";
import { type Kind, kinds } from "./model.ts";
import { page } from "./page.ts";
import { type TaskName, tasks } from "./tasks.ts";
import { measure, trainReader } from "./training.ts";

const networks: Readonly<Record<Kind, Text>> = {
  linear: { en: "h + g(x)", zh: "h + g(x)" },
  additive: { en: "h + g(x, h)", zh: "h + g(x, h)" },
  GRU: { en: "the GRU", zh: "GRU" },
  LSTM: { en: "the LSTM", zh: "LSTM" },
};

const achievements: Readonly<Record<TaskName, Text>> = {
  sum: { en: "running sums in test sequences computed correctly", zh: "求累加和的准确率" },
  parity: { en: "parities in test sequences computed correctly", zh: "判断奇偶的准确率" },
  copy: { en: "symbols in test sequences copied correctly after a delay", zh: "延迟复制符号的准确率" },
};

const measureOf = (task: TaskName, kind: Kind): Measure => ({
  meaning: {
    en: `${achievements[task].en} by ${networks[kind].en}`,
    zh: `${networks[kind].zh} 在测试集上${achievements[task].zh}`,
  },
  unit: "fraction",
});

export const system = defineSystem({
  place: [2, 3],
  chapter: "recurrence",
  title: { en: "Recurrences", zh: "线性、累加与门控循环" },
  summary: {
    en: "recurrent networks h + g(x), h + g(x, h), GRU and LSTM on generated sequences: running sum, parity, delayed copying",
    zh: "四种循环神经网络 h + g(x)、h + g(x, h)、GRU 和 LSTM，在随机生成的序列上求累加和、判断奇偶、延迟复制",
  },
  metrics: Object.fromEntries(
    (Object.keys(tasks) as TaskName[]).flatMap((task) =>
      kinds.map((kind) => [`${task}_${kind.toLowerCase()}`, measureOf(task, kind)]),
    ),
  ),
  recipes: {
    full: {
      settings: { hidden: 64, examples: 6000, epochs: 60, learningRate: 5e-3 },
      tasks: ["sum", "parity", "copy"] as readonly TaskName[],
      bars: [
        { metric: "sum_linear", op: ">=", value: 0.99 },
        { metric: "sum_gru", op: ">=", value: 0.99 },
        { metric: "sum_lstm", op: ">=", value: 0.99 },
        { metric: "parity_linear", op: "<=", value: 0.7 },
        { metric: "parity_gru", op: ">=", value: 0.99 },
        { metric: "parity_lstm", op: ">=", value: 0.99 },
        { metric: "copy_gru", op: ">=", value: 0.99 },
        { metric: "copy_lstm", op: ">=", value: 0.99 },
      ],
    },
    quick: {
      settings: { hidden: 32, examples: 2000, epochs: 15, learningRate: 1e-2 },
      tasks: ["sum", "parity"] as readonly TaskName[],
      bars: [
        { metric: "sum_linear", op: ">=", value: 0.99 },
        { metric: "parity_linear", op: "<=", value: 0.75 },
        { metric: "parity_gru", op: ">=", value: 0.95 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("settings.learningRate"),
    epochs: setting.epochs("settings.epochs"),
    examples: setting.examples("settings.examples", { max: 20_000 }),
    hidden: setting.hiddenUnits("settings.hidden", { max: 256 }),
  },

  async train(run, recipe) {
    const metrics: Record<string, number> = {};
    run.keepText("settings.json", JSON.stringify({ hidden: recipe.settings.hidden }));
    for (const name of recipe.tasks) {
      const task = tasks[name];
      for (const kind of kinds) {
        const key = `${name}_${kind.toLowerCase()}`;
        const model = run.keep(key, await trainReader(run, kind, task, recipe.settings));
        metrics[key] = await measure(model, task, task.length, run.seed);
      }
    }
    return metrics;
  },

  experiments: { lengths: lengthsExperiment, states: statesExperiment },
  looks: { bits },
  page,
});
