/** Look: softmax of typed scores, step by step. */
import { ArgumentError, Tensor } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { number, percent } from "../../quantity.ts";
import { softmaxSteps } from "../../shared/structures/softmax.ts";
import { say, text } from "../../text.ts";
import { softmax } from "../model.ts";
import { numbersOf } from "./typed.ts";

const most = 8;

const inputs = {
  scores: {
    kind: "text",
    label: text("scores, separated by spaces", "得分，用空格隔开"),
    value: "2 1 0.1",
    longest: 80,
  },
  temperature: {
    kind: "number",
    label: text("temperature", "温度"),
    value: 1,
    min: 0.05,
    max: 20,
    scale: "log",
  },
} as const satisfies Inputs;

export const scores = defineLook({
  question: { en: "What does softmax make of these scores?", zh: "Softmax 函数把这几个得分变成什么？" },
  inputs,

  async view({ scores, temperature }) {
    const values = parsed(scores);
    const probabilities = [...(await softmax(Tensor.from(values), temperature).array())];
    return { scores: values.map((value) => value / temperature), probabilities, temperature };
  },

  words({ probabilities, temperature }) {
    const largest = Math.max(...probabilities);
    return say(
      {
        k: number(probabilities.indexOf(largest) + 1),
        share: percent(largest),
        temperature: number(temperature),
      },
      "At temperature {temperature}, score number {k} has the largest probability, {share}.",
      "温度为 {temperature} 时，第 {k} 个得分对应的概率最大，为 {share}。",
    );
  },

  figure: ({ scores }) => softmaxSteps({ scores }),
});

function parsed(list: string): number[] {
  const values = numbersOf(list);
  if (values.length <= most && values.length > 1 && values.every((value) => Math.abs(value) <= 100)) return values;
  throw new ArgumentError(`scores was given "${list}"`, {
    rule: `It must be 2 to ${most} numbers from -100 to 100, separated by spaces.`,
  });
}
