/** Self-attention: an encoder that tags words beside a bidirectional LSTM of equal size, and tasks of order. */
import { universalTags } from "hebb/data";
import { corpusOf } from "../bidirectional/corpus.ts";
import { weightsAbove as weightsOfLSTM } from "../bidirectional/model.ts";
import { accuracies, examOf } from "../bidirectional/scores.ts";
import { type Lesson, fitTagger, tagAll, trainTagger } from "../bidirectional/training.ts";
import * as setting from "../shared/settings.ts";
import { type Recipe, defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { contextExperiment } from "./experiments/context.ts";
import { costExperiment } from "./experiments/cost.ts";
import { headsExperiment } from "./experiments/heads.ts";
import { orderExperiment } from "./experiments/order.ts";
import { outsideExperiment } from "./experiments/outside.ts";
import { queryExperiment } from "./experiments/query.ts";
import { matrix } from "./looks/matrix.ts";
import { type EncoderOptions, weightsAbove } from "./model.ts";
import { accuracyOf } from "./order.ts";
import { page } from "./page.ts";
import { encoderOf } from "./tagging.ts";

interface EncoderRecipe extends Recipe {
  /** Fractions of the training texts and of the held-out texts that are used. */
  readonly share: number;
  readonly heldOut: number;
  readonly shape: EncoderOptions;
  readonly lesson: Lesson;
  /** The bidirectional LSTM beside it. */
  readonly lstm: { readonly embedding: number; readonly hidden: number; readonly lesson: Lesson };
  /** Training steps of each order task. */
  readonly steps: number;
}

const percentage = "fraction" as const;

export const system = defineSystem<EncoderRecipe>({
  place: [4, 4],
  chapter: "attention",
  title: { en: "Self-attention", zh: "自注意力" },
  summary: {
    en: "encoder of multi-head self-attention that tags the words of the Brown corpus, and names symbols by their order",
    zh: "多头自注意力编码器，为 Brown 语料库的词标注词性，并按先后顺序说出符号",
  },
  metrics: {
    accuracy: {
      meaning: { en: "test words tagged correctly by self-attention", zh: "测试集词性标注的准确率：自注意力" },
      unit: percentage,
    },
    lstm: {
      meaning: {
        en: "test words tagged correctly by a bidirectional LSTM of the same size",
        zh: "测试集词性标注的准确率：规模相同的双向 LSTM",
      },
      unit: percentage,
    },
    difference: {
      meaning: {
        en: "accuracy of self-attention minus that of the bidirectional LSTM",
        zh: "自注意力的准确率比双向 LSTM 高多少",
      },
      unit: percentage,
    },
    size_ratio: {
      meaning: {
        en: "parameters of self-attention divided by those of the LSTM, without embeddings",
        zh: "自注意力与 LSTM 的参数个数之比（不算词向量）",
      },
    },
    order: {
      meaning: {
        en: "symbols named correctly in the worse of two order tasks, with positional encoding",
        zh: "两个顺序任务里较差的准确率，有位置编码",
      },
      unit: percentage,
    },
    order_blind: {
      meaning: {
        en: "symbols named correctly in the better of two order tasks, without positional encoding",
        zh: "两个顺序任务里较好的准确率，没有位置编码",
      },
      unit: percentage,
    },
  },
  recipes: {
    full: {
      fetched: ["brown"],
      share: 1,
      heldOut: 1,
      shape: { features: 64, heads: 4, layers: 2, feedForward: 128, dropout: 0.1 },
      lesson: { epochs: 4, batchSize: 32, learningRate: 3e-3, multiple: 8, warmUp: 200 },
      lstm: {
        embedding: 64,
        hidden: 64,
        lesson: { epochs: 2, batchSize: 32, learningRate: 9e-3, multiple: 8 },
      },
      steps: 2000,
      bars: [
        { metric: "accuracy", op: ">=", value: 0.96 },
        { metric: "difference", op: ">=", value: -0.01 },
        { metric: "order", op: ">=", value: 0.99 },
        // One of the seven other symbols, with a margin.
        { metric: "order_blind", op: "<=", value: 0.165 },
      ],
    },
    quick: {
      fetched: ["brown"],
      share: 0.05,
      heldOut: 0.1,
      shape: { features: 32, heads: 4, layers: 1, feedForward: 64, dropout: 0 },
      lesson: { epochs: 3, batchSize: 8, learningRate: 6e-3, multiple: 32, warmUp: 30 },
      lstm: {
        embedding: 32,
        hidden: 20,
        lesson: { epochs: 2, batchSize: 8, learningRate: 9e-3, multiple: 32 },
      },
      steps: 400,
      bars: [
        { metric: "accuracy", op: ">=", value: 0.9 },
        { metric: "order", op: ">=", value: 0.95 },
        { metric: "order_blind", op: "<=", value: 0.18 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("lesson.learningRate"),
    epochs: setting.epochs("lesson.epochs", { max: 50 }),
    batchSize: setting.batchSize("lesson.batchSize"),
    layers: { path: "shape.layers", label: text("layers", "层数"), min: 1, max: 6, integer: true },
    dropout: setting.dropoutRate("shape.dropout"),
    steps: setting.steps("steps", { of: text("order tasks", "顺序任务") }),
  },

  async train(run, { share, heldOut, shape, lesson, lstm, steps }) {
    const corpus = await corpusOf(share, heldOut);
    const exam = examOf(corpus);
    const model = run.keep("tagger", encoderOf(corpus, shape));
    run.keepText("lexicon.json", JSON.stringify(corpus.lexicon));
    const settings = { ...shape, vocabularies: corpus.lexicon.sizes, tags: universalTags.length };
    run.keepText("settings.json", JSON.stringify(settings));
    await fitTagger(run, "self-attention", corpus, model, lesson);
    const own = accuracies(await tagAll(model, exam.part), exam).all;
    const form = { embedding: lstm.embedding, hidden: lstm.hidden, reading: "both", layers: 1 } as const;
    const rival = await trainTagger(run, "LSTM", corpus, { ...form, dropout: shape.dropout ?? 0 }, lstm.lesson);
    const other = accuracies(await tagAll(rival, exam.part), exam).all;
    const seen = [await accuracyOf(run, "previous", true, steps), await accuracyOf(run, "mirror", true, steps)];
    const blind = [await accuracyOf(run, "previous", false, steps), await accuracyOf(run, "mirror", false, steps)];
    return {
      accuracy: own,
      lstm: other,
      difference: own - other,
      size_ratio: weightsAbove(settings) / weightsOfLSTM({ ...form, tags: universalTags.length }),
      order: Math.min(...seen),
      order_blind: Math.max(...blind),
    };
  },

  experiments: {
    query: queryExperiment,
    outside: outsideExperiment,
    context: contextExperiment,
    order: orderExperiment,
    heads: headsExperiment,
    cost: costExperiment,
  },
  looks: { matrix },
  page,
});
