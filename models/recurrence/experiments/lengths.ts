/** Accuracy of each recurrence on sequences longer than those of the training. */
import type { Chart, Layer } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import type { LengthsFacts, Network, TaskAccuracy } from "../facts.ts";
import { kinds } from "../model.ts";
import { nameOfNetwork, nameOfTask } from "../names.ts";
import { type TaskName, tasks } from "../tasks.ts";
import { type Settings, measure, trainReader } from "../training.ts";
import { lengthsWords } from "../words.ts";

const networks: Readonly<Record<TaskName, readonly Network[]>> = {
  sum: kinds,
  parity: ["linear", "linear, hidden layer", "additive", "GRU", "LSTM"],
  copy: kinds,
};

/** Hyperparameters of the full measurement. The tasks need different amounts of training. */
const full: Readonly<Record<TaskName, Settings>> = {
  sum: { hidden: 64, examples: 2000, epochs: 25, learningRate: 1e-2 },
  parity: { hidden: 64, examples: 4000, epochs: 40, learningRate: 5e-3 },
  copy: { hidden: 64, examples: 3000, epochs: 40, learningRate: 1e-2 },
};
const quick: Settings = { hidden: 32, examples: 1000, epochs: 8, learningRate: 1e-2 };

/** Accuracy of a constant answer; sums have no constant answer that is right more than now and then. */
const chances: Readonly<Record<TaskName, number>> = { sum: 0, parity: 0.5, copy: 1 / 8 };

export const lengthsExperiment = defineExperiment<LengthsFacts>({
  question: {
    en: "What can a recurrent network no longer compute if its hidden state depends on the previous one only linearly, and do gates help?",
    zh: "如果循环神经网络的隐状态之间只有线性关系，哪些任务会做不到，加上门控能补回来吗？",
  },
  seeds: 3,

  async measure(run) {
    const factors = run.quick ? [1, 4] : [1, 1.5, 2, 3, 4];
    const names = Object.keys(tasks) as TaskName[];
    const measured = await run.overSeeds(async (one) => {
      const found: number[][][] = [];
      for (const name of names) found.push(await accuracies(one, name, factors));
      return found;
    });
    const accuracy = names.map((task, t): TaskAccuracy => ({
      task,
      length: tasks[task].length,
      chance: chances[task],
      networks: networks[task].map((network, n) => ({
        network,
        accuracy: factors.map((_, i) =>
          summarize(
            measured.map((found) => found[t]![n]![i]!),
            run.seeds,
          ),
        ),
      })),
    }));
    return { factors, tasks: accuracy, ...verdictsOf(accuracy) };
  },

  words: lengthsWords,

  table: ({ factors, tasks: found }) => ({
    columns: [
      text("task", "任务"),
      text("recurrence", "循环"),
      ...factors.map((factor) => ({
        name: { en: `${factor} times the trained length`, zh: `训练长度的 ${factor} 倍` },
        unit: "fraction" as const,
      })),
    ],
    rows: found.flatMap(({ task, networks: rows }) =>
      rows.map(({ network, accuracy }) => [nameOfTask(task), nameOfNetwork(network), ...accuracy]),
    ),
  }),

  figure: ({ factors, tasks: found }) => ({
    kind: "panels",
    title: text("Correct answers beyond the trained length", "超出训练长度以后的准确率"),
    columns: 3,
    panels: found.map((one) => chart(one, factors)),
  }),
});

async function accuracies(run: Run, name: TaskName, factors: readonly number[]): Promise<number[][]> {
  const task = tasks[name];
  const found: number[][] = [];
  for (const network of networks[name]) {
    const model = await trainReader(run, network, task, run.quick ? quick : full[name]);
    const row: number[] = [];
    for (const factor of factors) row.push(await measure(model, task, Math.round(factor * task.length), run.seed));
    found.push(row);
  }
  return found;
}

function verdictsOf(found: readonly TaskAccuracy[]): Omit<LengthsFacts, "factors" | "tasks"> {
  const of = (task: TaskName, network: Network, at = 0) =>
    found
      .find((one) => one.task === task)!
      .networks.find((one) => one.network === network)!
      .accuracy.at(at)!;
  const deep = of("parity", "linear, hidden layer");
  return {
    sums: reaches(of("sum", "linear", -1), { op: ">=", value: 0.95 }),
    order: reaches(of("copy", "linear"), { op: "<", value: 0.9 }),
    output: distinguishable(deep, of("parity", "linear")),
    parity: reaches(deep, { op: "<", value: 0.9 }),
    gates: distinguishable(of("copy", "GRU"), of("copy", "additive")),
    beyond: distinguishable(of("copy", "GRU", -1), of("copy", "LSTM", -1)),
  };
}

function chart({ task, length, chance, networks: rows }: TaskAccuracy, factors: readonly number[]): Chart {
  const x = factors.map((factor) => Math.round(factor * length));
  const guessing: Layer = { mark: "rule", axis: "y", value: chance, name: text("chance", "随机猜测") };
  return {
    kind: "chart",
    title: nameOfTask(task),
    x: { label: task === "copy" ? text("delay", "延迟的步数") : text("length", "序列长度") },
    y: { label: text("accuracy", "准确率"), domain: [0, 1] },
    layers: [
      ...(chance > 0 ? [guessing] : []),
      ...rows.flatMap(({ network, accuracy }) => curve(nameOfNetwork(network), x, accuracy)),
    ],
  };
}
