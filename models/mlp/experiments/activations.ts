/** Activation functions compared on one network with the same initial weights: gradients, accuracy and dead units. */
import { type Tensor, elu, gelu, leakyRelu, relu, sigmoid, tanh } from "hebb";
import { mnist } from "hebb/data";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { Activated, ActivationName, ActivationsFacts } from "../facts.ts";
import { activationsWords } from "../words.ts";
import { activationsFigure, nameOf, slopesOf } from "./activations-figure.ts";
import { type Course, train } from "./activations-training.ts";

const functions: Readonly<Record<ActivationName, (z: Tensor) => Tensor>> = {
  sigmoid,
  tanh,
  relu,
  leakyRelu: (z) => leakyRelu(z),
  elu,
  gelu,
};
const names = Object.keys(functions) as ActivationName[];

/**
 * Initial biases of the first hidden layer. The low one makes every z of that layer strongly negative for every image.
 */
const biases = { usual: 0, low: -10 };
const starts = ["usual", "low"] as const;

/** Loss of guessing among ten digits. */
const guessing = Math.log(10);

export const activations = defineExperiment<ActivationsFacts>({
  question: {
    en: "How does training change with another activation function?",
    zh: "换一个激活函数，网络的训练会有什么不同？",
  },
  seeds: 3,

  async measure(run) {
    const digits = await mnist();
    const measured = await run.overSeeds(async (one) => {
      const courses: Record<(typeof starts)[number], Course[]> = { usual: [], low: [] };
      for (const start of starts) {
        for (const name of names) {
          const options = { name, activation: functions[name], bias: biases[start] };
          courses[start].push(await train(one, options, digits));
        }
      }
      return courses;
    });
    const [usual, low] = starts.map((start) =>
      names.map((name, k): Activated => {
        const over = (value: (course: Course) => number) =>
          summarize(
            measured.map((courses) => value(courses[start][k]!)),
            run.seeds,
          );
        const { gradients, curve } = measured[0]![start][k]!;
        return {
          name,
          gradients,
          curve,
          first: over((course) => course.gradients[0]!),
          slope: over(({ slope }) => slope),
          diverged: measured.filter((courses) => !Number.isFinite(courses[start][k]!.loss)).length,
          loss: over(({ loss }) => (Number.isFinite(loss) ? loss : guessing)),
          accuracy: over(({ accuracy }) => accuracy),
          dead: over(({ dead }) => dead),
        };
      }),
    ) as [Activated[], Activated[]];
    const of = (all: readonly Activated[], name: ActivationName) => all.find((one) => one.name === name)!;
    const slopes: ActivationsFacts["slopes"][number][] = [];
    for (const name of names) slopes.push({ name, points: await slopesOf(functions[name]) });
    return {
      usual,
      low,
      bias: biases.low,
      slopes,
      gradient: distinguishable(of(usual, "relu").first, of(usual, "sigmoid").first),
      learning: distinguishable(of(usual, "relu").accuracy, of(usual, "sigmoid").accuracy),
      dying: of(low, "relu").first.values.every((value) => value === 0) ? "no gradient" : "some gradient",
      leak: distinguishable(of(low, "leakyRelu").accuracy, of(low, "relu").accuracy),
    };
  },

  words: activationsWords,

  table: ({ usual, low, bias }) => ({
    columns: [
      text("activation", "激活函数"),
      text("biases of the first layer", "第一层的偏置"),
      { name: text("mean slope at the start", "起初的平均斜率"), digits: 3 },
      { name: text("gradient of the first layer at the start", "起初第一层的梯度"), digits: 3 },
      { name: text("loss at the end", "最后的损失"), digits: 3 },
      { name: text("test accuracy", "测试集准确率"), unit: "fraction" },
      { name: text("dead units at the end", "最后死掉的单元"), unit: "fraction" },
      text("diverged trainings", "发散的训练次数"),
    ],
    rows: [usual, low].flatMap((all, i) =>
      all.map(({ name, slope, first, loss, accuracy, dead, diverged }) => [
        nameOf(name),
        i === 0 ? 0 : bias,
        slope,
        first,
        loss,
        accuracy,
        dead,
        diverged,
      ]),
    ),
  }),

  figure: activationsFigure,
});
