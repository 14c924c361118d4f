/** A bidirectional tagger, compared with a forward one and one of two layers. */
import type { Chart } from "../figure.ts";
import * as setting from "../shared/settings.ts";
import { type Measure, type Recipe, defineSystem } from "../system.ts";
import { type Text, text } from "../text.ts";
import { corpusOf } from "./corpus.ts";
import { depthExperiment } from "./experiments/depth.ts";
import { directionsExperiment } from "./experiments/directions.ts";
import { statesExperiment } from "./experiments/states.ts";
import { tags } from "./looks/tags.ts";
import { kindNames } from "./names.ts";
import { page } from "./page.ts";
import { type Kind, accuracies, examOf, kinds, mostFrequentTags } from "./scores.ts";
import { type Settings, full, quick } from "./settings.ts";
import { type SavedShapes, type Shape, asLargeAs, tagAll, trainTagger } from "./training.ts";

const bidirectional: Text = { en: "the one-layer bidirectional LSTM", zh: "单层双向 LSTM" };
const forward: Text = {
  en: "a forward LSTM of the same size as the bidirectional one",
  zh: "与双向 LSTM 规模相同的单向 LSTM",
};

const tagged = (network: Text): Measure => ({
  meaning: { en: `test words tagged correctly by ${network.en}`, zh: `测试集词性标注的准确率：${network.zh}` },
  unit: "fraction",
});
const unknown = (network: Text): Measure => ({
  meaning: {
    en: `test words seen at most once in training, tagged correctly by ${network.en}`,
    zh: `生僻词（训练集中至多出现一次）的词性标注准确率：${network.zh}`,
  },
  unit: "fraction",
});
const gain = (words: Text): Measure => ({
  meaning: {
    en: `accuracy of the bidirectional LSTM minus that of the forward LSTM, on ${words.en}`,
    zh: `双向 LSTM 的准确率比单向 LSTM 高多少：${words.zh}`,
  },
  unit: "fraction",
});

export const system = defineSystem<Recipe & Settings>({
  place: [2, 8],
  chapter: "recurrence",
  title: { en: "Bidirectional and stacked recurrent networks", zh: "堆叠与双向循环神经网络" },
  summary: {
    en: "bidirectional LSTMs with one and two layers that tag each word of the Brown corpus with its part of speech (12 universal tags)",
    zh: "一层和两层的双向 LSTM，为 Brown 语料库的每个词标注词性（12 种通用词性）",
  },
  metrics: {
    accuracy: tagged(bidirectional),
    one_way: tagged(forward),
    two_layers: tagged({ en: "the two-layer bidirectional LSTM", zh: "两层双向 LSTM" }),
    most_frequent: tagged({
      en: "choosing each word's most frequent tag, without a network",
      zh: "不用网络，每个词取训练集中最常见的词性",
    }),
    unknown: unknown(bidirectional),
    unknown_one_way: unknown(forward),
    gain: gain({ en: "all test words", zh: "测试集的全部词" }),
    ahead_gain: gain({ en: "words whose tag depends more on the next word", zh: "词性主要看后一个词的词" }),
    behind_gain: gain({ en: "words whose tag depends more on the previous word", zh: "词性主要看前一个词的词" }),
    ahead_advantage: {
      meaning: {
        en: "gain of the bidirectional LSTM where the tag depends on the next word, minus its gain where it depends on the previous one",
        zh: "双向 LSTM 在“看后一个词”的词上的提高，比在“看前一个词”的词上多多少",
      },
      unit: "fraction",
    },
    seconds: {
      meaning: { en: `training time of ${bidirectional.en}`, zh: `${bidirectional.zh} 的训练时间` },
      unit: "seconds",
    },
  },
  recipes: {
    full: {
      fetched: ["brown"],
      ...full,
      bars: [
        { metric: "accuracy", op: ">=", value: 0.979 },
        { metric: "two_layers", op: ">=", value: 0.979 },
        { metric: "unknown", op: ">=", value: 0.885 },
        { metric: "gain", op: ">=", value: 0.01 },
        { metric: "ahead_advantage", op: ">=", value: 0.07 },
      ],
    },
    quick: {
      fetched: ["brown"],
      ...quick,
      bars: [
        { metric: "accuracy", op: ">=", value: 0.93 },
        { metric: "gain", op: ">=", value: 0.005 },
        { metric: "ahead_advantage", op: ">=", value: 0.05 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("lesson.learningRate"),
    epochs: setting.epochs("lesson.epochs", { max: 20 }),
    batchSize: setting.batchSize("lesson.batchSize", { max: 128 }),
    dropout: setting.dropoutRate("shape.dropout"),
    embedding: setting.embeddingSize("shape.embedding", { max: 256 }),
    hidden: setting.hiddenUnits("shape.hidden", { min: 2, max: 256, of: { en: "each direction", zh: "每个方向" } }),
    share: {
      path: "share",
      label: { en: "part of the training set that is used", zh: "使用训练集的多大比例" },
      min: 0.05,
      max: 1,
      scale: "log",
    },
  },

  async train(run, { share, heldOut, shape, lesson }) {
    const corpus = await corpusOf(share, heldOut);
    const exam = examOf(corpus);
    const both: Shape = { ...shape, reading: "both", layers: 1 };
    const single = asLargeAs(both, { ...shape, reading: "forward", layers: 1 });
    run.keepText("lexicon.json", JSON.stringify(corpus.lexicon));
    run.keepText("settings.json", JSON.stringify({ both, forward: single } satisfies SavedShapes));
    const tested = async (name: string, label: string, own: Shape) => {
      const start = run.seconds;
      const model = run.keep(name, await trainTagger(run, label, corpus, own, lesson));
      const seconds = run.seconds - start;
      const shares = { ...accuracies(await tagAll(model, exam.part), exam), seconds };
      run.say(`${label}: ${shares.all.toFixed(4)} of all words, ${shares.unknown.toFixed(4)} of unknown ones`);
      return shares;
    };
    const two = await tested("both", "two-way", both);
    const one = await tested("forward", "one-way", single);
    const deep = await tested("two-layers", "two layers", { ...both, layers: 2 });
    const frequent = accuracies(mostFrequentTags(corpus.train, exam.part), exam);
    run.draw("errors", errorsOf({ frequent, one, two, deep }));
    return {
      accuracy: two.all,
      one_way: one.all,
      two_layers: deep.all,
      most_frequent: frequent.all,
      unknown: two.unknown,
      unknown_one_way: one.unknown,
      gain: two.all - one.all,
      ahead_gain: two.ahead - one.ahead,
      behind_gain: two.behind - one.behind,
      ahead_advantage: two.ahead - one.ahead - (two.behind - one.behind),
      seconds: two.seconds,
    };
  },

  experiments: { directions: directionsExperiment, states: statesExperiment, depth: depthExperiment },
  looks: { tags },
  page,
});

const networks = {
  frequent: text("most frequent tag", "最常见的词性"),
  one: text("forward", "只从左往右"),
  two: text("both directions", "双向"),
  deep: text("both directions, two layers", "双向，两层"),
} as const;

function errorsOf(shares: Readonly<Record<keyof typeof networks, Readonly<Record<Kind, number>>>>): Chart {
  return {
    kind: "chart",
    title: text("Wrong tags, by the neighbor that tells more about the tag", "标错的比例，按哪一侧的词更有用来分"),
    x: { label: text("words", "词") },
    y: { label: text("share of wrong tags", "标错的比例") },
    layers: (Object.keys(networks) as (keyof typeof networks)[]).map((network) => ({
      mark: "bars",
      name: networks[network],
      values: kinds.map((kind) => [kindNames(kind), 1 - shares[network][kind]] as const),
    })),
  };
}
