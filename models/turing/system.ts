/**
 * Turing completeness: what recurrent networks can represent with exact numbers and learn with floating-point numbers.
 */
import { defineSystem } from "../system.ts";
import { counts, reachOf, trainCounter } from "./counting.ts";
import { countingExperiment } from "./experiments/counting.ts";
import { stackExperiment } from "./experiments/stack.ts";
import { type Kind, kinds } from "./model.ts";
import { capacityOf, precisions, recallByLength } from "./stack.ts";

export const system = defineSystem({
  place: [2, 4],
  title: { en: "Turing completeness of recurrent networks", zh: "循环神经网络的图灵完备性" },
  summary: "weights set by hand keep a stack in one number; small networks learn to count in aⁿbⁿ",
  metrics: {
    symbols_f32: { meaning: "symbols that the stack in one number keeps in single precision" },
    symbols_f64: { meaning: "symbols that it keeps in double precision" },
    srn_reach: {
      meaning: "n up to which the simple network counts aⁿbⁿ (trained up to 20, quick 10), mean over seeds",
    },
    gru_reach: { meaning: "the same of the GRU" },
    lstm_reach: { meaning: "the same of the LSTM" },
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
});
