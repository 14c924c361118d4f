/** Look: the attention matrix of a sentence, and the tag that each word gets from its representation in context. */
import { ArgumentError } from "hebb";
import { loadLexicon } from "../../bidirectional/lexicon.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { headMatrices } from "../../shared/head-matrices.ts";
import { number, percent } from "../../quantity.ts";
import { savedSettings } from "../../shared/saved.ts";
import { type Text, enumeration, name, paragraph, say, text } from "../../text.ts";
import { EncoderTagger, type EncoderTaggerOptions } from "../model.ts";
import { reader } from "../tagging.ts";

const inputs = {
  sentence: {
    kind: "text",
    label: text("English sentence, words separated by spaces", "英文句子，词之间用空格隔开"),
    value: "They can fish in the can .",
    longest: 120,
  },
  layer: { kind: "number", label: text("layer", "层"), value: 1, min: 1, max: 8, integer: true },
} as const satisfies Inputs;

const mostWords = 16;

interface MatrixFacts {
  readonly words: readonly string[];
  readonly tags: readonly string[];
  readonly layer: number;
  /** `weights[head][n][m]` */
  readonly weights: readonly (readonly (readonly number[])[])[];
}

export const matrix = defineLook({
  question: {
    en: "Which words does each word of a sentence attend to, and which tag does it get?",
    zh: "句子里的每个词都在看哪些词，最后标成什么词性？",
  },
  inputs,

  async view({ sentence, layer }, saved): Promise<MatrixFacts> {
    const words = sentence.trim().split(/\s+/);
    if (words.length > mostWords) {
      throw new ArgumentError(`the sentence has ${words.length} words`, { rule: `It must have at most ${mostWords}.` });
    }
    const files = await saved();
    const settings = await savedSettings<EncoderTaggerOptions>(files, "settings.json");
    const lexicon = loadLexicon(await files.text("lexicon.json"), "lexicon.json");
    const model = await files.load("tagger", new EncoderTagger(settings));
    const { weights, tags } = await reader(model, lexicon)(words);
    const chosen = Math.min(layer, weights.length);
    return { words, tags, layer: chosen, weights: weights[chosen - 1]! };
  },

  words({ words, tags, weights, layer }) {
    const strongest = strongestOf(weights);
    const tagged: Text[] = words.map((word, n) => name(`${word}/${tags[n]!}`));
    return paragraph(
      say({ tagged: enumeration(tagged) }, "The tags are {tagged}.", "词性依次是 {tagged}。"),
      say(
        {
          layer: number(layer),
          word: name(words[strongest.n]!),
          other: name(words[strongest.m]!),
          share: percent(strongest.weight),
          head: number(strongest.head + 1),
        },
        "The largest weight in layer {layer} is {share}, with which head {head} of “{word}” attends to “{other}”.",
        "第 {layer} 层最大的权重是 {share}：第 {head} 个头里，“{word}”在看“{other}”。",
      ),
    );
  },

  figure({ words, weights, layer }) {
    const names = words.map((word, i) => `${i + 1} ${word}`);
    return headMatrices(
      say({ layer: number(layer) }, "Attention matrices of layer {layer}", "第 {layer} 层的注意力矩阵"),
      names,
      weights,
    );
  },
});

function strongestOf(weights: MatrixFacts["weights"]) {
  const all = weights.flatMap((rows, head) =>
    rows.flatMap((row, n) => row.map((weight, m) => ({ head, n, m, weight }))),
  );
  return all.reduce((best, one) => (one.weight > best.weight ? one : best));
}
