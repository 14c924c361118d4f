/** Order tasks with positions and without. */
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { reaches, summarize } from "../../verdicts.ts";
import type { OrderFacts } from "../facts.ts";
import { type Task, accuracyOf, chance, tasks } from "../order.ts";
import { orderWords } from "../words.ts";

const bar = 0.99;
/** Margin above chance that an accuracy without positions may have. */
const margin = 0.02;

export const orderExperiment = defineExperiment<OrderFacts>({
  question: {
    en: "Does self-attention know the order of the words?",
    zh: "自注意力知道词的先后顺序吗？",
  },
  seeds: 3,

  async measure(run) {
    const steps = run.quick ? 100 : 1500;
    const measured = await run.overSeeds(async (one) => {
      const found: { with: number; without: number }[] = [];
      for (const task of tasks) {
        const seen = await accuracyOf(one, task, true, steps);
        found.push({ with: seen, without: await accuracyOf(one, task, false, steps) });
      }
      return found;
    });
    const over = (t: number, kind: "with" | "without") =>
      summarize(
        measured.map((found) => found[t]![kind]),
        run.seeds,
      );
    const measuredTasks = tasks.map((task, t) => ({ task, with: over(t, "with"), without: over(t, "without") }));
    const worst = measuredTasks.toSorted((a, b) => a.with.mean - b.with.mean)[0]!.with;
    const best = measuredTasks.toSorted((a, b) => b.without.mean - a.without.mean)[0]!.without;
    return {
      tasks: measuredTasks,
      chance,
      reached: reaches(worst, { op: ">=", value: bar }),
      blind: reaches(best, { op: "<=", value: chance + margin }),
      bar,
    };
  },

  words: orderWords,

  table: ({ tasks }) => ({
    columns: [
      text("task", "任务"),
      { name: text("with positions", "有位置编码"), unit: "fraction" },
      { name: text("without positions", "无位置编码"), unit: "fraction" },
    ],
    rows: tasks.map(({ task, with: seen, without }) => [nameOf(task), seen, without]),
  }),

  figure: ({ tasks, chance }) => ({
    kind: "chart",
    title: text("Symbols at another position, named correctly", "说对另一个位置上的符号"),
    x: { label: text("task", "任务") },
    y: { label: text("accuracy", "准确率"), domain: [0, 1] },
    layers: [
      { mark: "rule", name: text("chance", "随机猜测"), axis: "y", value: chance },
      {
        mark: "bars",
        name: text("with positions", "有位置编码"),
        values: tasks.map(({ task, with: seen }) => [nameOf(task), seen.mean] as const),
      },
      {
        mark: "bars",
        name: text("without positions", "无位置编码"),
        values: tasks.map(({ task, without }) => [nameOf(task), without.mean] as const),
      },
    ],
  }),
});

const nameOf = (task: Task) =>
  cases(task, {
    previous: text("the symbol before", "前一个符号"),
    mirror: text("the symbol mirrored", "对称位置的符号"),
  });
