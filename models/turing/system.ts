/**
 * Turing completeness: what recurrent networks can represent with exact numbers and learn with floating-point numbers.
 */
import { defineSystem } from "../system.ts";
import * as setting from "../shared/settings.ts";
import type { Text } from "../text.ts";
import { counts, reachOf, trainCounter } from "./counting.ts";
import { countingExperiment } from "./experiments/counting.ts";
import { stackExperiment } from "./experiments/stack.ts";
import { program } from "./looks/program.ts";
import { type Kind, kinds } from "./model.ts";
import { page } from "./page.ts";
import { capacityOf, precisions, recallByLength } from "./stack.ts";

const reachMeaning = (kind: Kind): Text => ({
  en: `largest n up to which the ${kind} counts aⁿbⁿ without a mistake, mean over the seeds`,
  zh: `${kind} 在 aⁿbⁿ 上能一直数对的最大 n（各随机种子的平均值）`,
});

export const system = defineSystem({
  place: [2, 4],
  chapter: "recurrence",
  title: { en: "Turing completeness of recurrent networks", zh: "循环神经网络的图灵完备性" },
  summary: {
    en: "network with hand-set weights that keeps a stack in one number, and an SRN, a GRU and an LSTM that learn to count from strings aⁿbⁿ",
    zh: "手工设定权重的网络用一个数存下整个栈，SRN、GRU 和 LSTM 从字符串 aⁿbⁿ 中学习计数",
  },
  metrics: {
    symbols_f32: {
      meaning: {
        en: "symbols that the stack holds without an error in single precision",
        zh: "单精度下，栈能准确保存的符号个数",
      },
    },
    symbols_f64: {
      meaning: {
        en: "symbols that the stack holds without an error in double precision",
        zh: "双精度下，栈能准确保存的符号个数",
      },
    },
    srn_reach: { meaning: reachMeaning("SRN"), isHeadline: true },
    gru_reach: { meaning: reachMeaning("GRU"), isHeadline: true },
    lstm_reach: { meaning: reachMeaning("LSTM") },
  },
  recipes: {
    full: {
      words: 200,
      seeds: 5,
      counting: { hidden: 10, steps: 20_000, learningRate: 1e-2, trained: 20 },
      bars: [
        { metric: "symbols_f32", op: ">=", value: 12 },
        { metric: "symbols_f64", op: ">=", value: 26 },
        { metric: "lstm_reach", op: ">=", value: 30 },
      ],
    },
    quick: {
      words: 20,
      seeds: 1,
      counting: { hidden: 10, steps: 1000, learningRate: 2e-2, trained: 10 },
      bars: [
        { metric: "symbols_f32", op: ">=", value: 12 },
        { metric: "symbols_f64", op: ">=", value: 26 },
        { metric: "lstm_reach", op: ">=", value: 10 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("counting.learningRate"),
    steps: setting.steps("counting.steps"),
    hidden: setting.hiddenUnits("counting.hidden", { max: 64 }),
    trained: {
      path: "counting.trained",
      label: { en: "largest n of the training strings", zh: "训练字符串的最大 n" },
      min: 2,
      max: 50,
      integer: true,
    },
    seeds: setting.repetitions("seeds"),
  },

  async train(run, { words, seeds, counting }) {
    const [f32, f64] = precisions.map((precision) => recallByLength(precision, 32, words));
    const symbols = { symbols_f32: capacityOf(await f32!), symbols_f64: capacityOf(await f64!) };
    const reaches: Partial<Record<Kind, number>> = {};
    for (const kind of kinds) {
      let sum = 0;
      for (let seed = run.seed; seed < run.seed + seeds; seed++) {
        const model = await trainCounter(kind, seed, counting, run);
        if (seed === run.seed) run.keep(kind.toLowerCase(), model);
        sum += reachOf(await counts(model, 200));
      }
      reaches[kind] = sum / seeds;
    }
    return { ...symbols, srn_reach: reaches.SRN!, gru_reach: reaches.GRU!, lstm_reach: reaches.LSTM! };
  },

  experiments: { stack: stackExperiment, counting: countingExperiment },
  looks: { program },
  page,
});
