/**
 * One layer, several layers, several layers with residual connections, and one layer with as many parameters as two.
 */
import { universalTags } from "hebb/data";
import type { Panels } from "../../figure.ts";
import { bars } from "../../shared/curves.ts";
import { stackedRnn } from "../../shared/structures/stacked.ts";
import { defineExperiment } from "../../system.ts";
import { text } from "../../text.ts";
import { type Summary, distinguishable, summarize } from "../../verdicts.ts";
import { corpusOf } from "../corpus.ts";
import { type Depth, type DepthFacts, depths } from "../facts.ts";
import { weightsAbove } from "../model.ts";
import { depthNames } from "../names.ts";
import { accuracies, examOf } from "../scores.ts";
import { type Settings, full, quick } from "../settings.ts";
import { type Shape, asLargeAs, tagAll, trainTagger } from "../training.ts";
import { depthWords } from "../words.ts";

const settings: Readonly<Record<"quick" | "full", Settings>> = {
  quick: { ...quick, share: 0.03, heldOut: 0.1 },
  full: { ...full, share: 0.1, heldOut: 0.5, lesson: { ...full.lesson, batchSize: 16, multiple: 16 } },
};

export const depthExperiment = defineExperiment<DepthFacts>({
  question: { en: "Does stacking more layers make the tags more accurate?", zh: "多堆叠几层，词性会标得更准吗？" },
  seeds: 3,

  async measure(run) {
    const { share, heldOut, shape, lesson } = settings[run.quick ? "quick" : "full"];
    const corpus = await corpusOf(share, heldOut);
    const exam = examOf(corpus);
    const shapes = shapesOf(shape);
    const measured = await run.overSeeds(async (one) => {
      const found: Partial<Record<Depth, { accuracy: number; unknown: number; seconds: number }>> = {};
      for (const network of depths) {
        const start = one.seconds;
        const model = await trainTagger(one, network, corpus, shapes[network], lesson);
        const seconds = one.seconds - start;
        const { all, unknown } = accuracies(await tagAll(model, exam.part), exam);
        found[network] = { accuracy: all, unknown, seconds };
      }
      return found as Required<typeof found>;
    });
    const over = (value: (found: (typeof measured)[number]) => number) => summarize(measured.map(value), run.seeds);
    const networks = depths.map((network) => ({
      network,
      hidden: shapes[network].hidden,
      weights: weightsAbove({ ...shapes[network], tags: universalTags.length }),
      accuracy: over((found) => found[network].accuracy),
      unknown: over((found) => found[network].unknown),
      time: over((found) => found[network].seconds / found.one.seconds),
    }));
    return { networks, words: corpus.train.tags.length, ...verdictsOf(networks) };
  },

  words: depthWords,

  table: ({ networks }) => ({
    columns: [
      text("network", "网络"),
      text("hidden units per direction", "每个方向的隐藏单元"),
      text("parameters above the embeddings", "嵌入之外的参数"),
      { name: text("accuracy", "准确率"), unit: "fraction", digits: 2 },
      { name: text("accuracy on rare words", "生僻词准确率"), unit: "fraction" },
      { name: text("training time relative to one layer", "相对一层的训练时间"), digits: 2 },
    ],
    rows: networks.map(({ network, hidden, weights, accuracy, unknown, time }) => [
      depthNames(network),
      hidden,
      weights,
      accuracy,
      unknown,
      time,
    ]),
  }),

  figure: figureOf,
});

function shapesOf(shape: Settings["shape"]): Readonly<Record<Depth, Shape>> {
  const one: Shape = { ...shape, reading: "both", layers: 1 };
  const two = { ...one, layers: 2 };
  return {
    one,
    wide: asLargeAs(two, one),
    two,
    three: { ...one, layers: 3 },
    residual: { ...one, layers: 3, residual: true },
  };
}

function verdictsOf(networks: DepthFacts["networks"]) {
  const accuracy = Object.fromEntries(networks.map((own) => [own.network, own.accuracy])) as Record<Depth, Summary>;
  return {
    second: distinguishable(accuracy.two, accuracy.one),
    wide: distinguishable(accuracy.two, accuracy.wide),
    third: distinguishable(accuracy.residual, accuracy.one),
    residual: distinguishable(accuracy.residual, accuracy.three),
  };
}

function figureOf({ networks }: DepthFacts): Panels {
  const errors = networks.map(({ network, accuracy }) => [depthNames(network), errorOf(accuracy)] as const);
  return {
    kind: "panels",
    title: text("Stacked bidirectional networks", "堆叠的双向循环网络"),
    columns: 1,
    panels: [
      stackedRnn({ layers: 2 }),
      {
        kind: "chart",
        title: text("Words that are tagged wrongly", "标错的词"),
        x: { label: text("network", "网络") },
        y: { label: text("share of wrong tags", "标错的比例") },
        layers: bars(errors),
      },
      {
        kind: "chart",
        title: text("Training time relative to one layer", "相对一层的训练时间"),
        x: { label: text("network", "网络") },
        y: { label: text("multiple of the time of one layer", "一层用时的倍数") },
        layers: bars(networks.map(({ network, time }) => [depthNames(network), time] as const)),
      },
    ],
  };
}

const errorOf = ({ values, seeds }: Summary): Summary =>
  summarize(
    values.map((value) => 1 - value),
    seeds,
  );
