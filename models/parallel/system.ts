/**
 * Parallel recurrence: minGRU by a parallel scan, compared with its own loop, a GRU, a convolution and self-attention.
 */
import { defineSystem } from "../system.ts";
import { novels } from "../shared/texts.ts";
import * as setting from "../shared/settings.ts";
import { depthExperiment } from "./experiments/depth.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { priceExperiment } from "./experiments/price.ts";
import { whereExperiment } from "./experiments/where.ts";
import { maps } from "./looks/maps.ts";
import { type Size, largestDeviations } from "./exactness.ts";
import { layerNames } from "./names.ts";
import { page } from "./page.ts";
import { kinds } from "./sequence.ts";
import { timeAll, trainAll } from "./training.ts";

/** Powers of two, numbers next to them, and the length 1. */
const sizes: readonly Size[] = [1, 2, 3, 7, 8, 9, 37].map((time) => ({
  batch: time % 3 === 1 ? 1 : 3,
  time,
  width: 5,
}));

export const system = defineSystem({
  place: [2, 5],
  chapter: "recurrence",
  title: { en: "Parallel recurrence", zh: "循环网络的并行化" },
  summary: {
    en: "minGRU (by scan or by loop), GRU, convolution and self-attention as language models of equal size on Jane Austen's novels",
    zh: "minGRU（并行扫描或逐步循环）、GRU、卷积和自注意力，参数一样多，都做简·奥斯汀小说的语言模型",
  },
  metrics: {
    state_deviation: {
      meaning: {
        en: "largest difference between minGRU's hidden states by scan and by loop, single precision",
        zh: "minGRU 用并行扫描和逐步循环算出的隐状态之差的最大值（单精度）",
      },
    },
    gradient_deviation: {
      meaning: {
        en: "largest relative difference between minGRU's gradients by scan and by loop, single precision",
        zh: "minGRU 用并行扫描和逐步循环算出的梯度的最大相对误差（单精度）",
      },
    },
    double_deviation: {
      meaning: {
        en: "largest difference between minGRU's hidden states or gradients by scan and by loop, double precision",
        zh: "minGRU 用并行扫描和逐步循环算出的隐状态或梯度之差的最大值（双精度）",
      },
    },
    speedup: {
      isTiming: true,
      meaning: {
        en: "time of a GRU layer's training step divided by that of minGRU by scan, at the same width",
        zh: "宽度相同时，GRU 层与 minGRU 层（并行扫描）训练一步的用时之比",
      },
    },
    network_speedup: {
      isTiming: true,
      meaning: {
        en: "time of a GRU network's training step divided by that of a minGRU network by scan, equal in size",
        zh: "参数一样多时，GRU 网络与 minGRU 网络（并行扫描）训练一步的用时之比",
      },
    },
    ...Object.fromEntries(
      kinds.map((kind) => [
        `${kind}_milliseconds`,
        {
          isTiming: true,
          meaning: {
            en: `time of a layer's training step in ms: ${layerNames(kind).en}`,
            zh: `一层训练一步的用时（ms）：${layerNames(kind).zh}`,
          },
        },
      ]),
    ),
    ...Object.fromEntries(
      kinds.map((kind) => [
        `${kind}_nats`,
        {
          meaning: {
            en: `cross entropy per character on the test text: ${layerNames(kind).en}`,
            zh: `测试集上每个字符的交叉熵：${layerNames(kind).zh}`,
          },
          unit: "nats" as const,
        },
      ]),
    ),
  },
  // Of the learning rates 0.005, 0.01 and 0.02, the last one has the lowest validation loss for all five networks.
  recipes: {
    full: {
      fetched: ["austen"],
      long: [{ batch: 4, time: 1023, width: 32 }] as readonly Size[],
      timing: { batch: 32, time: 128, width: 64, rounds: 21 },
      novels: { cut: false, width: 64, length: 64, batchSize: 32, steps: 1000, learningRate: 2e-2 },
      bars: [
        { metric: "state_deviation", op: "<=", value: 2e-6 },
        { metric: "gradient_deviation", op: "<=", value: 5e-6 },
        { metric: "double_deviation", op: "<=", value: 1e-13 },
        { metric: "speedup", op: ">=", value: 1.5 },
        { metric: "scan_nats", op: "<=", value: 1.6 },
      ],
    },
    quick: {
      long: [{ batch: 2, time: 255, width: 8 }] as readonly Size[],
      timing: { batch: 4, time: 32, width: 16, rounds: 3 },
      novels: { cut: true, width: 32, length: 32, batchSize: 16, steps: 150, learningRate: 1e-2 },
      bars: [
        { metric: "state_deviation", op: "<=", value: 2e-6 },
        { metric: "gradient_deviation", op: "<=", value: 5e-6 },
        { metric: "double_deviation", op: "<=", value: 1e-13 },
        { metric: "scan_nats", op: "<=", value: 2.6 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("novels.learningRate"),
    steps: setting.steps("novels.steps"),
    batchSize: setting.batchSize("novels.batchSize", { max: 128 }),
    length: setting.segmentLength("novels.length"),
    width: setting.hiddenUnits("novels.width", { min: 8, max: 512 }),
  },

  async train(run, { long, timing, novels: settings }) {
    // Loaded first, because the data may be missing.
    const text = await novels(settings);
    const single = await largestDeviations([...sizes, ...long], "f32");
    const double = await largestDeviations(sizes, "f64");
    const times = await timeAll(run, timing);
    const nats = await trainAll(run, text, settings);
    return {
      state_deviation: single.states,
      gradient_deviation: single.gradients,
      double_deviation: Math.max(double.states, double.gradients),
      speedup: times.layers.gru / times.layers.scan,
      network_speedup: times.networks.gru / times.networks.scan,
      ...Object.fromEntries(kinds.map((kind) => [`${kind}_milliseconds`, times.layers[kind]])),
      ...Object.fromEntries(kinds.map((kind) => [`${kind}_nats`, nats[kind]])),
    };
  },

  experiments: { depth: depthExperiment, lengths: lengthsExperiment, where: whereExperiment, price: priceExperiment },
  looks: { maps },
  page,
});
