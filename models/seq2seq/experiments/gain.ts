/** Translation with attention and without, by the length of the message. */
import type { Translation } from "hebb/data";
import type { Chart } from "../../figure.ts";
import { curve } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { say, text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { bleu } from "../bleu.ts";
import { type Corpus, type CorpusRecipe, corpus, longestTranslation, plain, trainOnCorpus } from "../corpora.ts";
import type { Bucket, GainFacts } from "../facts.ts";
import type { Translator } from "../model.ts";
import { withAttention, withoutAttention } from "../names.ts";
import { number } from "../../quantity.ts";
import { emojiQuick, libreOfficeFull } from "../recipes.ts";
import { greedyTranslator } from "../translating.ts";
import { gainWords } from "../words.ts";

/** Least and greatest number of words. */
type Range = readonly [from: number, to: number];

/** Numbers of words of the texts in each bucket. */
const buckets: Readonly<Record<"full" | "quick", readonly Range[]>> = {
  full: [
    [3, 4],
    [5, 6],
    [7, 8],
    [9, 12],
  ],
  quick: [
    [2, 4],
    [5, 20],
  ],
};

const training: Readonly<Record<"full" | "quick", CorpusRecipe>> = {
  full: libreOfficeFull,
  quick: { ...emojiQuick, teaching: { ...emojiQuick.teaching, steps: 80 } },
};

const bleuLabel = text("character-level BLEU on test texts", "字符级 BLEU（测试集）");

export const gainExperiment = defineExperiment<GainFacts>({
  question: {
    en: "Does attention improve translation, and does it matter how long a text is?",
    zh: "加上注意力，翻译真的变好了吗，和句子长短有关系吗？",
  },
  seeds: 3,

  async measure(run) {
    const size = run.quick ? "quick" : "full";
    const recipe = training[size];
    const texts = await corpus(recipe);
    const ranges = buckets[size];
    const measured = await run.overSeeds(async (one) => ({
      attention: await scores(await trainOnCorpus(one, recipe, texts, true), texts, ranges),
      none: await scores(await trainOnCorpus(one, recipe, texts, false), texts, ranges),
    }));
    const over = (kind: "attention" | "none", i: number): Summary =>
      summarize(
        measured.map((found) => found[kind][i]!),
        run.seeds,
      );
    const found = ranges.map(([from, to], i) => ({
      from,
      to,
      texts: texts.test.filter((one) => isWithin(one, [from, to])).length,
      attention: over("attention", i + 1),
      none: over("none", i + 1),
    }));
    const gains = (i: number) =>
      summarize(
        measured.map(({ attention, none }) => attention[i]! - none[i]!),
        run.seeds,
      );
    const [attention, none] = [over("attention", 0), over("none", 0)];
    return {
      steps: recipe.teaching.steps,
      buckets: found,
      attention,
      none,
      better: distinguishable(attention, none),
      where: whereOf(found),
      growing: distinguishable(gains(ranges.length), gains(1)),
    };
  },

  words: gainWords,

  table: ({ buckets, attention, none }) => ({
    columns: [
      text("words", "英文词数"),
      text("texts", "条数"),
      { name: withAttention, unit: "fraction" },
      { name: withoutAttention, unit: "fraction" },
    ],
    rows: [
      ...buckets.map((bucket) => [nameOf(bucket), bucket.texts, bucket.attention, bucket.none]),
      [text("all", "全部"), buckets.reduce((sum, bucket) => sum + bucket.texts, 0), attention, none],
    ],
  }),

  figure: figureOf,
});

const isWithin = ({ source }: Translation, [from, to]: Range): boolean => {
  const words = source.trim().split(/\s+/).length;
  return words >= from && words <= to;
};

const nameOf = ({ from, to }: { readonly from: number; readonly to: number }) =>
  say({ from: number(from), to: number(to) }, "{from} to {to}", "{from} 到 {to}");

/** Returns the BLEU of greedy translations: of all test texts, followed by those with the numbers of words in `ranges`. */
async function scores(model: Translator, texts: Corpus, ranges: readonly Range[]): Promise<number[]> {
  const { english, chinese, test } = texts;
  const translate = greedyTranslator(model, longestTranslation);
  const written = await translate(test.map(({ source }) => english.encode(plain(source))));
  const pairs = test.map((one, i) => ({ one, translation: chinese.decode(written[i]!) }));
  return [[0, Infinity] as const, ...ranges].map((range) => {
    const own = pairs.filter(({ one }) => isWithin(one, range));
    return bleu(
      own.map(({ translation }) => translation),
      own.map(({ one }) => one.target),
    );
  });
}

function whereOf(found: readonly Bucket[]): GainFacts["where"] {
  const better = found.filter(({ attention, none }) => distinguishable(attention, none) === "a is larger");
  return better.length === found.length ? "every length" : better.length > 0 ? "some lengths" : "no length";
}

function figureOf({ buckets }: GainFacts): Chart {
  const middles = buckets.map(({ from, to }) => (from + to) / 2);
  const series = (kind: "attention" | "none") => buckets.map((bucket) => bucket[kind]);
  return {
    kind: "chart",
    title: text("Translation by the length of the text", "不同长度文本的译文质量"),
    x: { label: text("words of the English text", "英文的词数") },
    y: { label: bleuLabel },
    layers: [
      ...curve(withAttention, middles, series("attention")),
      ...curve(withoutAttention, middles, series("none")),
    ],
  };
}
