/** Long short-term memory: a language model of characters, and sums of digits that a simple network forgets. */
import { trainDigitSum } from "../digit-sum.ts";
import { type NovelRecipe, trainOnNovels, writeLikeNovels } from "../novels.ts";
import { defineSystem } from "../system.ts";
import { gatesExperiment } from "./experiments/gates.ts";

export const system = defineSystem<NovelRecipe>({
  place: [2, 6],
  title: "Long short-term memory",
  chinese: "长短期记忆网络",
  summary: "gates f, i, o, a candidate and a cell read Jane Austen's novels by characters, and remember digits",
  metrics: {
    nats: { meaning: "cross entropy of a character of the validation text", unit: "nats" },
    test_nats: { meaning: "cross entropy of a character of the test text", unit: "nats" },
    seconds: { meaning: "time of training on the novels", unit: "seconds" },
    digits_10: { meaning: "DigitSum over 10 digits: development sequences told rightly", unit: "fraction" },
    digits_20: { meaning: "DigitSum over 20 digits", unit: "fraction" },
    digits_20_gain: { meaning: "how much more than the simple network over 20 digits", unit: "fraction" },
  },
  recipes: {
    full: {
      novels: {
        model: { cell: "LSTM", embedding: 64, hidden: 256 },
        cut: false,
        batch: 64,
        length: 64,
        steps: 3000,
        rate: 4e-3,
      },
      epochs: 20,
      bars: [
        { metric: "nats", op: "<=", value: 1.4 },
        { metric: "seconds", op: "<=", value: 600 },
        { metric: "digits_10", op: ">=", value: 0.95 },
        { metric: "digits_20_gain", op: ">", value: 0 },
      ],
    },
    quick: {
      novels: {
        model: { cell: "LSTM", embedding: 32, hidden: 128 },
        cut: true,
        batch: 32,
        length: 32,
        steps: 300,
        rate: 1e-2,
      },
      epochs: 9,
      bars: [
        { metric: "nats", op: "<=", value: 1.95 },
        { metric: "digits_10", op: ">=", value: 0.7 },
      ],
    },
  },

  async train(run, { novels, epochs }) {
    const short = await trainDigitSum(run, { cell: "LSTM", length: 10, epochs });
    const long = await trainDigitSum(run, { cell: "LSTM", length: 20, epochs });
    const simple = await trainDigitSum(run, { cell: "SRN", length: 20, epochs });
    const start = performance.now();
    const { nats, test_nats } = await trainOnNovels(run, novels);
    const seconds = (performance.now() - start) / 1000;
    return {
      nats,
      test_nats,
      seconds,
      digits_10: short.dev,
      digits_20: long.dev,
      digits_20_gain: long.dev - simple.dev,
    };
  },

  experiments: { gates: gatesExperiment },
  write: writeLikeNovels,
});
