/** Cost of gates that do not read the state: accuracy on four tasks, at the training length and beyond. */
import type { Panels } from "../../figure.ts";
import { number } from "../../quantity.ts";
import { measure } from "../../recurrence/training.ts";
import type { Run } from "../../run.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { distinguishable, reaches, summarize } from "../../verdicts.ts";
import type { PriceFacts } from "../facts.ts";
import { recurrenceNames, taskNames } from "../names.ts";
import { type Recurrence, type TaskName, chances, recurrences, tasks, trainReader } from "../tasks.ts";
import { priceWords } from "../words.ts";

/** Multiples of the training length. */
const factors = [1, 2, 4];

/** Accuracy above which a task counts as solved. */
const bar = 0.98;

export const priceExperiment = defineExperiment<PriceFacts>({
  question: {
    en: "What can a recurrent network no longer do once it is made parallel?",
    zh: "循环网络为了能并行，放弃了什么能力？",
  },
  seeds: 3,

  async measure(run) {
    const { chosen, settings } = run.quick
      ? {
          chosen: ["latch", "parity"] as const,
          settings: { hidden: 32, examples: 1500, epochs: 15, learningRate: 2e-2 },
        }
      : {
          chosen: ["latch", "copy", "parity", "cups"] as const,
          settings: { hidden: 64, examples: 4000, epochs: 40, learningRate: 1e-2 },
        };
    const accuracyOf = async (one: Run, name: TaskName, recurrence: Recurrence) => {
      const task = tasks[name];
      const model = await trainReader(one, recurrence, task, settings);
      const shares: number[] = [];
      for (const factor of factors) shares.push(await measure(model, task, factor * task.length, one.seed));
      return shares;
    };
    const measured = await run.overSeeds(async (one) => {
      const found: number[][][] = [];
      for (const name of chosen) {
        const rows: number[][] = [];
        for (const recurrence of recurrences) rows.push(await accuracyOf(one, name, recurrence));
        found.push(rows);
      }
      return found;
    });
    return {
      tasks: chosen.map((name, i) =>
        taskOf(
          name,
          measured.map((found) => found[i]!),
          run.seeds,
        ),
      ),
      factors,
      bar,
    };
  },

  words: priceWords,

  table: ({ tasks, factors }) => ({
    columns: [
      text("task", "任务"),
      text("network", "网络"),
      ...factors.map((factor) => ({
        name: say({ factor: number(factor) }, "length × {factor}", "长度 × {factor}"),
        unit: "fraction" as const,
      })),
    ],
    rows: tasks.flatMap(({ task, networks }) =>
      networks.map(({ recurrence, accuracy }) => [taskNames(task), recurrenceNames(recurrence), ...accuracy]),
    ),
  }),

  figure: figureOf,
});

/** Summarizes one task. `measured[seed][recurrence][factor]` */
function taskOf(
  task: TaskName,
  measured: readonly (readonly (readonly number[])[])[],
  seeds: readonly number[],
): PriceFacts["tasks"][number] {
  const networks = recurrences.map((recurrence, r) => {
    const accuracy = factors.map((_, f) =>
      summarize(
        measured.map((found) => found[r]![f]!),
        seeds,
      ),
    );
    return { recurrence, accuracy, solved: reaches(accuracy[0]!, { op: ">=", value: bar }) };
  });
  const [minGRU, second, signed, gru] = networks.map(({ accuracy }) => accuracy[0]!);
  return {
    task,
    length: tasks[task].length,
    chance: chances[task],
    networks,
    lost: distinguishable(gru!, minGRU!),
    second: distinguishable(second!, minGRU!),
    signed: distinguishable(signed!, minGRU!),
  };
}

function figureOf({ tasks, factors }: PriceFacts): Panels {
  return {
    kind: "panels",
    title: text("Accuracy at the training length and beyond", "训练长度上和更长序列上的准确率"),
    columns: 2,
    panels: tasks.map(({ task, length, chance, networks }) => ({
      kind: "chart" as const,
      title: taskNames(task),
      x: { label: text("length of the sequence", "序列长度") },
      y: { label: text("accuracy", "准确率"), domain: [0, 1] as const },
      layers: [
        { mark: "rule" as const, name: text("chance", "随机猜测"), axis: "y" as const, value: chance },
        ...networks.flatMap(({ recurrence, accuracy }) =>
          curve(
            recurrenceNames(recurrence),
            factors.map((factor) => factor * length),
            accuracy,
          ),
        ),
      ],
    })),
  };
}
