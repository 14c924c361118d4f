/** One reading of a trained model, step by step: scores, softmax, and the weighted sum. */
import { Tensor, compile } from "hebb";
import type { Chart, Heatmap, Panels } from "../../figure.ts";
import { number } from "../../quantity.ts";
import { keyValueAttention } from "../../shared/structures/attention.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import type { StepsFacts } from "../facts.ts";
import { type Recall, digitCount } from "../model.ts";
import { recalled, testRecall, trainRecall } from "../recall.ts";
import { stepsWords } from "../words.ts";

/** Pairs of the example. */
const pairs = 4;

export const stepsExperiment = defineExperiment<StepsFacts>({
  question: {
    en: "How does attention read a list of keys and values, step by step?",
    zh: "注意力机制是怎样一步步读出信息的？",
  },

  async measure(run) {
    const steps = run.quick ? 300 : 1500;
    const model = await trainRecall(run, { pairs, steps, width: 16, label: "recall" });
    const [letters, digits, asked] = await Promise.all(
      (await testRecall(pairs)).slice(0, 3).map(async (x) => [...(await x.slice([0, 1]).array())]),
    );
    const facts = await readingOf(model, letters!, digits!, asked![0]!);
    return { ...facts, accuracy: await recalled(model, pairs) };
  },

  words: stepsWords,

  table: ({ letters, digits, scores, weights, values }) => ({
    columns: [
      text("letter", "字母"),
      text("digit", "数字"),
      { name: text("score", "得分"), digits: 2 },
      { name: text("weight α", "权重 α"), unit: "fraction" },
      text("digit read from the value", "由值读出的数字"),
    ],
    rows: letters.map((letter, i) => [letter, digits[i]!, scores[i]!, weights[i]!, values[i]!.digit]),
  }),

  figure: figureOf,
});

/** Reads one list and also each of its values alone. */
export async function readingOf(
  model: Recall,
  letters: readonly number[],
  digits: readonly number[],
  asked: number,
  temperature = 1,
): Promise<Omit<StepsFacts, "accuracy">> {
  const row = (values: readonly number[]) => Tensor.from(Int32Array.from(values), [1, values.length]);
  const query = Tensor.from(Int32Array.of(asked));
  const list = [row(letters), row(digits)] as const;
  const result = compile((heat: Tensor) => model.read(...list, query, { temperature: heat }))(temperature);
  // A value alone: the list of its pair only, so that its weight is 1.
  const column = (values: readonly number[]) => Tensor.from(Int32Array.from(values), [values.length, 1]);
  const each = Tensor.from(new Int32Array(letters.length).fill(asked));
  const alone = await model.read(column(letters), column(digits), each).logits.softmax().array();
  const weights = [...(await result.weights.array())];
  const rowsOf = (i: number) => Array.from(alone.slice(i * digitCount, (i + 1) * digitCount));
  return {
    letters: letters.map(letterOf),
    digits,
    asked: letterOf(asked),
    scores: [...(await result.scores.array())],
    weights,
    values: letters.map((_, i) => {
      const probability = Math.max(...rowsOf(i));
      return { digit: rowsOf(i).indexOf(probability), probability };
    }),
    answer: [...(await result.logits.softmax().array())],
    largest: letters[weights.indexOf(Math.max(...weights))] === asked ? "asked" : "other",
  };
}

export const letterOf = (letter: number): string => String.fromCodePoint(97 + letter);

export function figureOf({ letters, digits, asked, scores, weights, answer }: Omit<StepsFacts, "accuracy">): Panels {
  const names = letters.map((letter, i) => `${letter} → ${digits[i]}`);
  const bars = (title: Chart["title"], label: Chart["title"], values: readonly number[], domain?: [number, number]) =>
    ({
      kind: "chart",
      title,
      x: { label: text("pair", "键值对") },
      y: { label, ...(domain && { domain }) },
      layers: [{ mark: "bars", values: values.map((value, i) => [names[i]!, value] as const) }],
    }) satisfies Chart;
  const result: Heatmap = {
    kind: "heatmap",
    title: text("Answer: the weighted sum, classified", "答案：加权和再分类"),
    rows: { label: text("answer", "答案"), names: [text("probability", "概率")] },
    columns: { label: text("digit", "数字") },
    values: [answer],
    domain: [0, 1],
    label: text("probability", "概率"),
  };
  const query = { letter: { en: asked, zh: asked }, pairs: number(letters.length) };
  return {
    kind: "panels",
    title: say(
      query,
      "Reading the digit of the letter {letter} among {pairs} pairs",
      "在 {pairs} 个键值对里读出字母 {letter} 的数字",
    ),
    columns: 2,
    panels: [
      keyValueAttention({ weights }),
      bars(text("Scores of the keys", "键的得分"), text("score", "得分"), scores),
      bars(
        text("Softmax: the attention distribution", "softmax：注意力分布"),
        text("weight α", "权重 α"),
        weights,
        [0, 1],
      ),
      result,
    ],
  };
}
