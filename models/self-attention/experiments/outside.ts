/** Queries of the words themselves against one query from outside that asks for all of them. */
import { accuracies, examOf, mostFrequentTags } from "../../bidirectional/scores.ts";
import { tagAll } from "../../bidirectional/training.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { OutsideFacts } from "../facts.ts";
import type { EncoderTagger } from "../model.ts";
import { smallTagger, trainSmall } from "../tagging.ts";
import { outsideWords } from "../words.ts";

const [ownName, outsideName, aloneName] = [
  text("each word's own", "各词自己的"),
  text("one from outside for all", "共用一个外来的"),
  text("none: most frequent tag", "不用：取最常见的词性"),
];

export const outsideExperiment = defineExperiment<OutsideFacts>({
  question: {
    en: "What is lost if one query from outside asks for all words?",
    zh: "所有词共用一个外来的查询，会丢掉什么？",
  },
  seeds: 3,

  async measure(run) {
    const measured = await run.overSeeds(async (one) => {
      const { model, corpus } = await smallTagger(one);
      const exam = examOf(corpus);
      const accuracy = async (tagger: EncoderTagger) => accuracies(await tagAll(tagger, exam.part), exam).all;
      return {
        own: await accuracy(model),
        outside: await accuracy(await trainSmall(one, corpus, "outside")),
        alone: accuracies(mostFrequentTags(corpus.train, exam.part), exam).all,
      };
    });
    const over = (kind: "own" | "outside") =>
      summarize(
        measured.map((found) => found[kind]),
        run.seeds,
      );
    const [own, outside] = [over("own"), over("outside")];
    return { own, outside, alone: measured[0]!.alone, order: distinguishable(own, outside) };
  },

  words: outsideWords,

  table: ({ own, outside, alone }) => ({
    columns: [text("query", "查询"), { name: text("test accuracy", "测试集准确率"), unit: "fraction" }],
    rows: [
      [ownName, own],
      [outsideName, outside],
      [aloneName, alone],
    ],
  }),

  figure: ({ own, outside, alone }) => ({
    kind: "chart",
    title: text("Accuracy of tags by the source of the query", "查询从哪里来，标注准确率如何"),
    x: { label: text("query", "查询") },
    y: { label: text("accuracy", "准确率"), domain: [0, 1] },
    layers: [
      {
        mark: "bars",
        values: [
          [ownName, own.mean],
          [outsideName, outside.mean],
          [aloneName, alone],
        ],
      },
    ],
  }),
});
