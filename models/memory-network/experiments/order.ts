/** Sentences encoded with positions of words against bags of words. */
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Order, distinguishable } from "../../verdicts.ts";
import type { OrderFacts } from "../facts.ts";
import type { Encoding } from "../model.ts";
import { taskTitle } from "../names.ts";
import { taskNames } from "../stories.ts";
import { accuracies } from "../training.ts";
import { orderWords } from "../words.ts";

const encodings = ["position", "bag"] as const satisfies readonly Encoding[];

const encodingTitle = {
  position: text("position encoding", "位置加权"),
  bag: text("bag of words", "词袋"),
};

export const orderExperiment = defineExperiment<OrderFacts>({
  question: { en: "Does the order of words in a sentence matter?", zh: "一句话里词的顺序重要吗？" },
  seeds: 5,

  async measure(run) {
    const found = await accuracies(run, taskNames, encodings, (encoding) => ({ label: encoding, encoding }));
    const orders = found.map(([position, bag]) => distinguishable(position!, bag!));
    return {
      tasks: taskNames,
      accuracy: { position: found.map(([position]) => position!), bag: found.map(([, bag]) => bag!) },
      relation: orders.at(-1)!,
      stories: verdictOn(orders.slice(0, -1)),
    };
  },

  words: orderWords,

  table: ({ tasks, accuracy }) => ({
    columns: [
      text("task", "任务"),
      ...encodings.map((encoding) => ({ name: encodingTitle[encoding], unit: "fraction" as const })),
    ],
    rows: tasks.map((task, t) => [taskTitle(task), accuracy.position[t]!, accuracy.bag[t]!]),
  }),

  figure: ({ tasks, accuracy }) => ({
    kind: "chart",
    title: text("Test accuracy with and without the order of words", "考虑与不考虑词序的测试准确率"),
    x: { label: text("task", "任务") },
    y: { label: text("test accuracy", "测试准确率"), domain: [0, 1] },
    layers: encodings.map((encoding) => ({
      mark: "bars" as const,
      name: encodingTitle[encoding],
      values: tasks.map((task, t) => [taskTitle(task), accuracy[encoding][t]!.mean] as const),
    })),
  }),
});

function verdictOn(orders: readonly Order[]): OrderFacts["stories"] {
  if (orders.includes("b is larger")) return "some worse";
  const better = orders.filter((order) => order === "a is larger").length;
  return better === 0 ? "none better" : better === orders.length ? "all better" : "some better";
}
