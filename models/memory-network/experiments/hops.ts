/** Accuracy by the number of hops, for questions that follow from one, two and three sentences. */
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable } from "../../verdicts.ts";
import type { HopsFacts } from "../facts.ts";
import { taskTitle } from "../names.ts";
import type { TaskName } from "../stories.ts";
import { accuracies } from "../training.ts";
import { hopsWords } from "../words.ts";

const tasks = ["one", "two", "three"] as const satisfies readonly TaskName[];
const hops = [1, 2, 3];

export const hopsExperiment = defineExperiment<HopsFacts>({
  question: { en: "How many hops does a question need?", zh: "回答一个问题，要读几次记忆？" },
  seeds: 5,

  async measure(run) {
    const accuracy = await accuracies(run, tasks, hops, (count) => ({
      label: `${count} hops`,
      sizes: { hops: count },
    }));
    return {
      tasks,
      hops,
      accuracy,
      second: distinguishable(accuracy[1]![0]!, accuracy[1]![1]!),
      third: distinguishable(accuracy[2]![1]!, accuracy[2]![2]!),
    };
  },

  words: hopsWords,

  table: ({ tasks, hops, accuracy }) => ({
    columns: [text("hops", "跳数"), ...tasks.map((task) => ({ name: taskTitle(task), unit: "fraction" as const }))],
    rows: hops.map((count, h) => [count, ...accuracy.map((row) => row[h]!)]),
  }),

  figure: ({ tasks, hops, accuracy }) => ({
    kind: "chart",
    title: text("Test accuracy by the number of hops", "测试准确率与跳数"),
    x: { label: text("hops", "跳数") },
    y: { label: text("test accuracy", "测试准确率"), domain: [0, 1] },
    layers: tasks.flatMap((task, t) => curve(taskTitle(task), hops, accuracy[t]!)),
  }),
});
