/** Memory of recurrences: linear, additive and gated states on three tasks. */
import { defineSystem } from "../system.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { statesExperiment } from "./experiments/states.ts";
import { kinds } from "./model.ts";
import { type TaskName, tasks } from "./tasks.ts";
import { measure, trainReader } from "./training.ts";

const share = (kind: string, task: string) =>
  ({ meaning: `${task}: answers of ${kind} that are right`, unit: "fraction" }) as const;

export const system = defineSystem({
  place: [2, 3],
  title: { en: "Recurrences", zh: "循环的形式：线性、累加与门控" },
  summary: "h + g(x), h + g(x, h), GRU and LSTM on a running sum, on parity and on copying after a delay",
  metrics: Object.fromEntries(
    Object.entries(tasks).flatMap(([name, { title }]) =>
      kinds.map((kind) => [`${name}_${kind.toLowerCase()}`, share(kind, title)]),
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

  async train(run, recipe) {
    const metrics: Record<string, number> = {};
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
});
