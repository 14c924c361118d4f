/** Look: the translation of a line of the reader's choice, with the attention weights of each character. */
import { ArgumentError } from "hebb";
import { type Inputs, defineLook } from "../../look.ts";
import { count, nats, number } from "../../quantity.ts";
import { type Text, name, paragraph, say, text } from "../../text.ts";
import { labelOf, largestOf, weightMap } from "../aligning.ts";
import { type CorpusName, longestTranslation, plain } from "../corpora.ts";
import type { Aligned } from "../facts.ts";
import { corpusNames, visible } from "../names.ts";
import { stepsOf, translateByBeam, weightsOf } from "../translating.ts";
import { loadTranslator } from "../writing.ts";

const inputs = {
  line: {
    kind: "text",
    label: text("English line to translate", "要翻译的一行英文"),
    value: "Cannot open the file",
    longest: 60,
  },
  width: { kind: "number", label: text("beam width", "束宽"), value: 4, min: 1, max: 16, integer: true },
} as const satisfies Inputs;

interface TranslationFacts extends Omit<Aligned, "reference"> {
  /** Texts that the model was trained on. */
  readonly corpus: CorpusName;
  readonly width: number;
  /** Log-probability of the translation, in nats. */
  readonly score: number;
}

export const translation = defineLook({
  question: {
    en: "How does the model translate a line, and where does it look for each character?",
    zh: "一行英文会译成什么，译出每个字时看的又是哪里？",
  },
  inputs,

  async view({ line, width }, saved): Promise<TranslationFacts> {
    if (line.trim() === "") {
      throw new ArgumentError("line was given only white space", {
        rule: "It must be a text in English.",
        fix: 'For example: "Cannot open the file".',
      });
    }
    const { corpus, english, chinese, model } = await loadTranslator(await saved());
    const source = english.encode(plain(line));
    const { tokens, score } = await translateByBeam(stepsOf(model), source, { width, longest: longestTranslation });
    return {
      corpus,
      width,
      score,
      source: line,
      written: chinese.decode(tokens),
      columns: Array.from(source, (token) => labelOf(english.label(token))),
      rows: tokens.map((token) => visible(chinese.label(token))),
      weights: await weightsOf(model)(source, tokens),
    };
  },

  words({ corpus, width, score, written, columns, rows, weights }) {
    // Without the step of the end token.
    const sharpest = largestOf(weights.slice(0, rows.length).map((row) => Math.max(...row)));
    const character = rows[sharpest];
    const values = {
      width: number(width),
      score: nats(score),
      tokens: count(columns.length, "token", "tokens", "个词元"),
    };
    return paragraph(
      character === undefined
        ? say(
            values,
            "The line has {tokens}. For a beam of width {width}, ending at once is the most probable translation, with a log-probability of {score}. Train longer, or search greedily with a width of one.",
            "这一行有 {tokens}。束宽 {width}，概率最高的“译文”竟是什么都不写就结束，对数概率为 {score}。可以训练久一些，或者把束宽设为一，改成贪心搜索。",
          )
        : say(
            {
              ...values,
              translation: name(written),
              character: quoted(character),
              token: quoted(columns[largestOf(weights[sharpest]!)]!),
            },
            "The line has {tokens}. A beam of width {width} finds the translation {translation} with a log-probability of {score}. Its most concentrated look is that of {character}, at {token}.",
            "这一行有 {tokens}。束宽 {width}，得到的译文是“{translation}”，对数概率为 {score}。看得最集中的是写{character}的时候，看的是{token}。",
          ),
      say(
        { corpus: corpusNames[corpus] },
        "The model was trained on {corpus} only; it translates other texts arbitrarily.",
        "模型只在{corpus}上训练过，别的文字会乱译。",
      ),
    );
  },

  figure: ({ source, written, columns, rows, weights }) =>
    weightMap({ title: name(`${source} → ${written}`), columns, rows, weights }),
});

const quoted = (token: string): Text => name(`“${token}”`);
