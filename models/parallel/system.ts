/**
 * Parallel recurrence: minGRU by a parallel scan, compared with its own loop, a GRU, a convolution and self-attention.
 */
import { defineSystem } from "../system.ts";
import { novels } from "../shared/texts.ts";
import { depthExperiment } from "./experiments/depth.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { priceExperiment } from "./experiments/price.ts";
import { whereExperiment } from "./experiments/where.ts";
import { type Size, largestDeviations } from "./exactness.ts";
import { kinds, names } from "./sequence.ts";
import { timeAll, trainAll } from "./training.ts";

/** Powers of two, numbers next to them, and the length 1. */
const sizes: readonly Size[] = [1, 2, 3, 7, 8, 9, 37].map((time) => ({
  batch: time % 3 === 1 ? 1 : 3,
  time,
  width: 5,
}));

export const system = defineSystem({
  place: [2, 5],
  title: { en: "Parallel recurrence", zh: "并行循环" },
  summary: "minGRU by a parallel scan, by its loop, a GRU, a convolution and self-attention on novels, equal in size",
  metrics: {
    state_deviation: { meaning: "largest difference of a state between scan and loop, single precision" },
    gradient_deviation: { meaning: "largest relative difference of a gradient between them, single precision" },
    double_deviation: { meaning: "the larger of both in double precision" },
    speedup: {
      isTiming: true,
      meaning: "training step of the GRU layer over that of minGRU by scan, at the same width",
    },
    network_speedup: {
      isTiming: true,
      meaning: "the same of the whole networks, which have the same number of parameters",
    },
    ...Object.fromEntries(
      kinds.map((kind) => [
        `${kind}_milliseconds`,
        { isTiming: true, meaning: `a training step of the layer: ${names[kind]}` },
      ]),
    ),
    ...Object.fromEntries(
      kinds.map((kind) => [
        `${kind}_nats`,
        { meaning: `nats for each character of unseen text: ${names[kind]}`, unit: "nats" as const },
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

  async train(run, { long, timing, novels: settings }) {
    // Loaded first, because the data may be missing.
    const text = await novels(settings);
    const single = await largestDeviations([...sizes, ...long], "f32");
    const double = await largestDeviations(sizes, "f64");
    const { layers, networks } = await timeAll(run, timing);
    const nats = await trainAll(run, text, settings);
    return {
      state_deviation: single.states,
      gradient_deviation: single.gradients,
      double_deviation: Math.max(double.states, double.gradients),
      speedup: layers.gru / layers.scan,
      network_speedup: networks.gru / networks.scan,
      ...Object.fromEntries(kinds.map((kind) => [`${kind}_milliseconds`, layers[kind]])),
      ...Object.fromEntries(kinds.map((kind) => [`${kind}_nats`, nats[kind]])),
    };
  },

  experiments: { depth: depthExperiment, lengths: lengthsExperiment, where: whereExperiment, price: priceExperiment },
});
