/** A small recurrent encoder with attention against larger ones without, and one encoder that serves two questions. */
import { compile } from "hebb";
import type { Heatmap, Panels, Point } from "../../figure.ts";
import type { Run } from "../../run.ts";
import { parameterCount } from "../../shared/layers.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import type { EncoderFacts, SentenceSize } from "../facts.ts";
import {
  type SentenceNetwork,
  questions,
  sentenceAccuracy,
  testSentences,
  trainSentences,
  words as vocabulary,
} from "../sentences.ts";
import { encoderWords } from "../words-of-networks.ts";
import { nameOf } from "./picture.ts";

/** Sizes to train; those without attention have at least as many parameters as the one with attention before them. */
const sizes = [
  { reader: "attention", hidden: 8 },
  { reader: "last", hidden: 9 },
  { reader: "attention", hidden: 16 },
  { reader: "last", hidden: 18 },
  { reader: "attention", hidden: 32 },
  { reader: "last", hidden: 36 },
  { reader: "last", hidden: 64 },
] as const;

/** Indices of the network that is compared, and of its peer without attention. */
const together = 2;
const peer = 3;

export const encoderExperiment = defineExperiment<EncoderFacts>({
  question: {
    en: "Does attention let a small recurrent encoder do the work of a large one, for several tasks at once?",
    zh: "有了注意力，小的 RNN 编码器能不能顶替大的，还同时服务多个任务？",
  },
  seeds: 5,

  async measure(run) {
    const steps = run.quick ? 60 : 2000;
    const chosen = run.quick ? sizes.slice(0, 4) : sizes;
    const examples: EncoderFacts["example"][] = [];
    const measured = await run.overSeeds(async (one) => {
      const found = [];
      for (const { reader, hidden } of chosen) {
        const model = await trainSentences(one, { reader, hidden, steps });
        found.push({ parameters: parameterCount(model), ...(await sentenceAccuracy(model)) });
        if (found.length === together + 1 && examples.length === 0) examples.push(await exampleOf(model));
      }
      return { found, alone: await trainAlone(one, steps) };
    });
    const over = (pick: (one: (typeof measured)[number]) => number) => summarize(measured.map(pick), run.seeds);
    const summaries = chosen.map((size, i): SentenceSize => ({
      ...size,
      parameters: measured[0]!.found[i]!.parameters,
      topic: over(({ found }) => found[i]!.topic),
      sentiment: over(({ found }) => found[i]!.sentiment),
    }));
    const both = chosen.map((_, i) => over(({ found }) => (found[i]!.topic + found[i]!.sentiment) / 2));
    const alone = { topic: over(({ alone }) => alone.topic), sentiment: over(({ alone }) => alone.sentiment) };
    const largest = chosen.length - 1;
    const depends = [peer, largest].some((i) => (summaries[i]!.sentiment.std ?? 0) > 0.1);
    return {
      sizes: summaries,
      alone,
      together,
      peer,
      largest,
      equal: distinguishable(both[together]!, both[peer]!),
      large: distinguishable(both[together]!, both[largest]!),
      luck: depends ? "matters" : "does not matter",
      sharing: distinguishable(
        both[together]!,
        over(({ alone }) => (alone.topic + alone.sentiment) / 2),
      ),
      example: examples[0]!,
    };
  },

  words: encoderWords,

  table: ({ sizes, alone, together }) => ({
    columns: [
      text("reading", "读法"),
      text("hidden units", "隐藏单元"),
      text("parameters", "参数个数"),
      { name: text("topic", "主题"), unit: "fraction" },
      { name: text("sentiment", "情感"), unit: "fraction" },
    ],
    rows: [
      ...sizes.map(({ reader, hidden, parameters, topic, sentiment }) => [
        nameOf(reader),
        hidden,
        parameters,
        topic,
        sentiment,
      ]),
      [
        text("attention, an encoder for each question", "注意力，每个问题各用一个编码器"),
        sizes[together]!.hidden,
        2 * sizes[together]!.parameters,
        alone.topic,
        alone.sentiment,
      ],
    ],
  }),

  figure: figureOf,
});

/** Trains an encoder for each question, of the size of the shared one. */
async function trainAlone(run: Run, steps: number): Promise<Record<"topic" | "sentiment", number>> {
  const size = { ...sizes[together], steps };
  const topic = await trainSentences(run, { ...size, asked: ["topic"] });
  const sentiment = await trainSentences(run, { ...size, asked: ["sentiment"] });
  return { topic: (await sentenceAccuracy(topic)).topic, sentiment: (await sentenceAccuracy(sentiment)).sentiment };
}

/** Returns the attention distributions of both queries over a test sentence. */
async function exampleOf(model: SentenceNetwork): Promise<EncoderFacts["example"]> {
  const [sentences] = await testSentences(1);
  const [topic, sentiment] = compile(() => {
    const vectors = model.forward(sentences);
    return questions.map((question) => model.answerer.weights(vectors, model.asked(1, question)));
  })();
  return {
    words: Array.from(await sentences.array(), (word) => vocabulary[word]!),
    weights: { topic: [...(await topic!.array())], sentiment: [...(await sentiment!.array())] },
  };
}

function figureOf({ sizes, example }: EncoderFacts): Panels {
  const x = { label: text("parameters of the network", "网络的参数个数"), scale: "log" } as const;
  const curve = (title: ReturnType<typeof text>, of: (size: SentenceSize) => Summary) => ({
    kind: "chart" as const,
    title,
    x,
    y: { label: text("accuracy", "准确率"), domain: [0, 1] as const },
    layers: (["attention", "last"] as const).flatMap((reader) => {
      const points = sizes
        .filter((size) => size.reader === reader)
        .map((size): Point => [size.parameters, of(size).mean]);
      return [
        { mark: "line" as const, name: nameOf(reader), points },
        { mark: "points" as const, name: nameOf(reader), points },
      ];
    }),
  });
  const weights: Heatmap = {
    kind: "heatmap",
    title: text("One encoder, two queries: their attention to the words", "一个编码器，两个查询：各自关注哪些词"),
    rows: { label: text("word", "词"), names: example.words },
    columns: { label: text("query", "查询"), names: [text("topic", "主题"), text("sentiment", "情感")] },
    values: example.words.map((_, i) => [example.weights.topic[i]!, example.weights.sentiment[i]!]),
    domain: [0, 1],
    label: text("attention weight", "注意力权重"),
  };
  return {
    kind: "panels",
    title: text("A recurrent encoder, with and without attention", "循环编码器：有注意力和没有注意力"),
    columns: 2,
    panels: [
      curve(text("Topic of a sentence", "句子的主题"), ({ topic }) => topic),
      curve(text("Sentiment of a sentence", "句子的情感"), ({ sentiment }) => sentiment),
      weights,
    ],
  };
}
