/** Look: the trained attention reads a list of pairs of the reader's choice. */
import { ArgumentError } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { name, say, text } from "../../text.ts";
import { number, percent } from "../../quantity.ts";
import { savedSettings } from "../../shared/saved.ts";
import { figureOf, readingOf } from "../experiments/steps.ts";
import type { StepsFacts } from "../facts.ts";
import { Recall } from "../model.ts";

const most = 8;

const inputs = {
  pairs: {
    kind: "text",
    label: text("pairs of a letter and a digit, separated by spaces", "字母和数字组成的键值对，用空格隔开"),
    value: "h3 e1 b4 x5",
    longest: 40,
  },
  letter: { kind: "text", label: text("letter to ask for", "要查的字母"), value: "b", longest: 1 },
  temperature: { kind: "number", label: text("temperature", "温度"), value: 1, min: 0.05, max: 20, scale: "log" },
} as const satisfies Inputs;

interface ReadingFacts extends Omit<StepsFacts, "accuracy"> {
  /** Verdict on the letter asked for. */
  readonly known: "known" | "unknown";
}

export const reading = defineLook({
  question: { en: "Where does attention look when it is asked for a letter?", zh: "查一个字母时，注意力看向哪里？" },
  inputs,

  async view({ pairs, letter, temperature }, saved): Promise<ReadingFacts> {
    const [list, asked] = [parsedPairs(pairs), letterNumber("letter", letter)];
    const files = await saved();
    const { width } = await savedSettings<{ width: number }>(files, "settings.json");
    const model = await files.load("model", new Recall({ width }));
    const [letters, digits] = [list.map(([one]) => one), list.map(([, digit]) => digit)];
    const read = await readingOf(model, letters, digits, asked, temperature);
    return { ...read, known: letters.includes(asked) ? "known" : "unknown" };
  },

  words({ asked, letters, weights, answer, known }) {
    const largest = weights.indexOf(Math.max(...weights));
    const values = {
      asked: name(asked),
      letter: name(letters[largest]!),
      weight: percent(weights[largest]!),
      digit: number(answer.indexOf(Math.max(...answer))),
    };
    return known === "known"
      ? say(
          values,
          "Asked for “{asked}”, attention gives its largest weight, {weight}, to “{letter}” and answers {digit}.",
          "查询“{asked}”，注意力把最大的权重 {weight} 给了“{letter}”，答案是 {digit}。",
        )
      : say(
          values,
          "“{asked}” is not in the list, but the weights still sum to one: the largest, {weight}, goes to “{letter}”, and the answer is {digit}.",
          "列表里没有“{asked}”，但权重之和仍然是一：最大的权重 {weight} 给了“{letter}”，答案是 {digit}。",
        );
  },

  figure: (facts) => figureOf(facts),
});

function parsedPairs(list: string): (readonly [letter: number, digit: number])[] {
  const pairs = list.trim().split(/[\s,，]+/);
  if (pairs.length < 2 || pairs.length > most || !pairs.every((pair) => /^[a-z]\d$/.test(pair))) {
    throw new ArgumentError(`pairs was given "${list}"`, {
      rule: `It must be 2 to ${most} pairs of a letter from a to z and a digit, separated by spaces.`,
      fix: 'For example: "a3 k7 q1".',
    });
  }
  return pairs.map((pair) => [letterNumber("pairs", pair[0]!), Number(pair[1])] as const);
}

function letterNumber(input: string, letter: string): number {
  if (/^[a-z]$/.test(letter)) return letter.charCodeAt(0) - 97;
  throw new ArgumentError(`${input} was given "${letter}"`, { rule: "It must be a letter from a to z." });
}
