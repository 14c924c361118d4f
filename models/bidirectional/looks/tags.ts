/** Look: tags of a sentence of the reader's choice by the forward and by the bidirectional network. */
import { ArgumentError } from "hebb";
import { universalTags } from "hebb/data";
import type { Panels } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { percent } from "../../quantity.ts";
import { savedSettings } from "../../shared/saved.ts";
import { type Text, enumeration, name, paragraph, say, text } from "../../text.ts";
import { type ByNetwork, type Network, networks } from "../facts.ts";
import { lookInto } from "../influence.ts";
import { loadLexicon } from "../lexicon.ts";
import { readingNames, tagName, tagNames } from "../names.ts";
import { type SavedShapes, taggerOf } from "../training.ts";

const inputs = {
  sentence: {
    kind: "text",
    label: text("English sentence, words and punctuation separated by spaces", "英文句子，词和标点之间用空格隔开"),
    value: "She turned to leave the house .",
    longest: 160,
  },
} as const satisfies Inputs;

const mostWords = 20;
/** Maximum number of words for which both heat maps stand side by side. */
const narrow = 8;

interface TagsFacts {
  readonly words: readonly string[];
  /** `probabilities[word][tag]`, in the order of `universalTags`. */
  readonly probabilities: ByNetwork<readonly (readonly number[])[]>;
  /** Most probable tag of each word. */
  readonly tags: ByNetwork<readonly string[]>;
}

export const tags = defineLook({
  question: {
    en: "Which parts of speech does a sentence get if it is read forward only, and if it is read both ways?",
    zh: "一个句子只从左往右读，和双向读，标出的词性有什么不同？",
  },
  inputs,

  async view({ sentence }, saved): Promise<TagsFacts> {
    const words = sentence.split(/\s+/).filter((word) => word !== "");
    if (words.length === 0 || words.length > mostWords) {
      throw new ArgumentError(`the sentence has ${words.length} words`, { rule: `It must have 1 to ${mostWords}.` });
    }
    const files = await saved();
    const shapes = await savedSettings<SavedShapes>(files, "settings.json");
    const lexicon = loadLexicon(await files.text("lexicon.json"), "lexicon.json");
    const probabilitiesOf = async (network: Network) => {
      const model = await files.load(network, taggerOf({ lexicon }, shapes[network]));
      const { tags } = await lookInto(model, lexicon, [words]);
      return tags[0]!.map((values) => [...values]);
    };
    const probabilities = { forward: await probabilitiesOf("forward"), both: await probabilitiesOf("both") };
    const likeliest = (rows: readonly (readonly number[])[]) =>
      rows.map((row) => universalTags[row.indexOf(Math.max(...row))]!);
    return {
      words,
      probabilities,
      tags: { forward: likeliest(probabilities.forward), both: likeliest(probabilities.both) },
    };
  },

  words({ words, tags, probabilities }) {
    const tagged = words.map((word, t) => paired(word, tagName(tags.both[t]!)));
    const differing = words.flatMap((word, t) =>
      tags.forward[t] === tags.both[t] ? [] : [paired(word, tagName(tags.forward[t]!))],
    );
    const moved = furthest(probabilities);
    const tag = tags.both[moved]!;
    const probability = (network: Network) =>
      percent(probabilities[network][moved]![universalTags.indexOf(tag as never)]!);
    return paragraph(
      say({ tagged: enumeration(tagged) }, "Both ways: {tagged}.", "双向读：{tagged}。"),
      differing.length === 0
        ? text("Read forward only, every word gets the same tag.", "只从左往右读，每个词标出的词性都一样。")
        : say(
            { differing: enumeration(differing) },
            "Read forward only, it differs: {differing}.",
            "只从左往右读，有不同：{differing}。",
          ),
      say(
        { word: name(words[moved]!), tag: tagName(tag), both: probability("both"), forward: probability("forward") },
        "The two networks differ most at “{word}”: the probability of the tag “{tag}” is {forward} forward and {both} both ways.",
        "两个网络分歧最大的词是“{word}”：它是{tag}的概率，只从左往右是 {forward}，双向是 {both}。",
      ),
    );
  },

  figure: figureOf,
});

const paired = (word: string, tag: Text): Text => say({ word: name(word), tag }, "“{word}” {tag}", "“{word}”{tag}");

/** Returns the index of the word whose probabilities differ most between the two networks. */
function furthest({ forward, both }: TagsFacts["probabilities"]): number {
  const distances = both.map((row, t) => row.reduce((sum, value, tag) => sum + Math.abs(value - forward[t]![tag]!), 0));
  return distances.indexOf(Math.max(...distances));
}

function figureOf({ words, probabilities }: TagsFacts): Panels {
  const columns = { label: text("word", "词"), names: words.map((word, t) => `${t + 1} ${word}`) };
  return {
    kind: "panels",
    title: text("Probabilities of the parts of speech", "各词性的概率"),
    columns: words.length > narrow ? 1 : 2,
    sameScale: true,
    panels: networks.map((network) => ({
      kind: "heatmap" as const,
      title: readingNames(network),
      rows: { label: text("part of speech", "词性"), names: tagNames },
      columns,
      values: tagNames.map((_, tag) => words.map((_word, t) => probabilities[network][t]![tag]!)),
      domain: [0, 1] as const,
      label: text("probability", "概率"),
    })),
  };
}
