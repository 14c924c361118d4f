/** The Transformer: language models of English prose and Chinese poems, and the parts that make them work. */
import type { Run } from "../run.ts";
import { type Corpus, corpus } from "../seq2seq/corpora.ts";
import * as setting from "../shared/settings.ts";
import { type Recipe, defineSystem } from "../system.ts";
import { text } from "../text.ts";
import { novels, poems } from "../shared/texts.ts";
import { cacheDifference } from "./caching.ts";
import { cacheExperiment } from "./experiments/cache.ts";
import { contextExperiment } from "./experiments/context.ts";
import { depthExperiment } from "./experiments/depth.ts";
import { layersExperiment } from "./experiments/layers.ts";
import { positionsExperiment } from "./experiments/positions.ts";
import { rivalsExperiment } from "./experiments/rivals.ts";
import { translationExperiment } from "./experiments/translation.ts";
import { heads } from "./looks/heads.ts";
import { page } from "./page.ts";
import { type TransformerTraining, trainTransformer } from "./training.ts";
import {
  type TranslationTraining,
  translateByRecurrence,
  translateByTransformer,
  translationFull,
} from "./translation.ts";
import { loadTransformer, writeOn } from "./writing.ts";

interface TransformerRecipe extends Recipe {
  /** Uses only the parts of the texts included with Hebb. */
  readonly cut: boolean;
  readonly novels: TransformerTraining;
  readonly poems: TransformerTraining;
  /** Translation by the whole Transformer, beside a recurrent network. */
  readonly translation?: TranslationTraining;
}

export const system = defineSystem<TransformerRecipe>({
  place: [4, 5],
  chapter: "attention",
  title: { en: "Transformer", zh: "Transformer 模型" },
  summary: {
    en: "Transformer decoder that writes Jane Austen's prose and Tang poems by characters, with cached keys and values",
    zh: "Transformer 解码器，逐字学写简·奥斯汀的小说和唐诗，生成时缓存键和值",
  },
  metrics: {
    nats: {
      meaning: {
        en: "cross entropy per character on the validation text of the novels",
        zh: "小说验证集上每个字符的交叉熵",
      },
      unit: "nats",
    },
    test_nats: {
      meaning: {
        en: "cross entropy per character on the test text of the novels",
        zh: "小说测试集上每个字符的交叉熵",
      },
      unit: "nats",
    },
    seconds: { meaning: { en: "training time on the novels", zh: "在小说上训练的用时" }, unit: "seconds" },
    poems_nats: {
      meaning: { en: "cross entropy per character on the validation poems", zh: "唐诗验证集上每个字的交叉熵" },
      unit: "nats",
    },
    poems_test_nats: {
      meaning: { en: "cross entropy per character on the test poems", zh: "唐诗测试集上每个字的交叉熵" },
      unit: "nats",
    },
    translation_bleu: {
      meaning: {
        en: "character-level BLEU of the encoder-decoder Transformer on test messages of LibreOffice",
        zh: "编码器-解码器 Transformer 的字符级 BLEU（LibreOffice 测试集）",
      },
      unit: "fraction",
    },
    translation_rnn: {
      meaning: {
        en: "the same of a recurrent network with attention",
        zh: "带注意力的循环网络的字符级 BLEU（同一测试集）",
      },
      unit: "fraction",
    },
    translation_difference: {
      meaning: {
        en: "BLEU of the Transformer minus that of the recurrent network",
        zh: "Transformer 的 BLEU 减去循环网络的 BLEU",
      },
      unit: "fraction",
    },
    cache_difference: {
      meaning: {
        en: "largest difference of logits with and without cached keys and values, relative to the largest logit",
        zh: "缓存键和值与不缓存，logits 的最大差（相对于最大的 logits）",
      },
    },
  },
  recipes: {
    full: {
      fetched: ["austen", "tang-poems", "libre-office"],
      cut: false,
      // nanoGPT's configuration for a CPU.
      novels: {
        model: { context: 64, features: 128, heads: 4, layers: 4 },
        batchSize: 12,
        steps: 2000,
        learningRate: 1e-3,
        warmUp: 100,
      },
      poems: {
        model: { context: 64, features: 64, heads: 4, layers: 2, dropout: 0.1 },
        batchSize: 16,
        steps: 2500,
        learningRate: 4e-3,
        warmUp: 100,
      },
      translation: translationFull,
      bars: [
        { metric: "nats", op: "<=", value: 1.57 },
        { metric: "seconds", op: "<=", value: 420 },
        { metric: "translation_difference", op: ">=", value: -0.02 },
        { metric: "cache_difference", op: "<=", value: 1e-5 },
      ],
    },
    quick: {
      cut: true,
      novels: {
        model: { context: 32, features: 64, heads: 4, layers: 2 },
        batchSize: 16,
        steps: 500,
        learningRate: 4e-3,
        warmUp: 20,
      },
      poems: {
        model: { context: 32, features: 32, heads: 4, layers: 1 },
        batchSize: 8,
        steps: 100,
        learningRate: 1e-2,
        warmUp: 10,
      },
      bars: [
        { metric: "nats", op: "<=", value: 2.2 },
        { metric: "poems_nats", op: "<=", value: 6.5 },
        { metric: "cache_difference", op: "<=", value: 1e-5 },
      ],
    },
  },

  settings: {
    learningRate: setting.learningRate("novels.learningRate"),
    steps: setting.steps("novels.steps"),
    batchSize: setting.batchSize("novels.batchSize"),
    layers: { path: "novels.model.layers", label: text("layers", "层数"), min: 1, max: 8, integer: true },
    context: {
      path: "novels.model.context",
      label: text("characters that a character sees", "每个字符能看到的字符数"),
      min: 8,
      max: 256,
      scale: "log",
      integer: true,
    },
  },

  async train(run, { cut, novels: prose, poems: verse, translation }) {
    // Loaded first, because one of them may be missing.
    const [english, chinese] = [await novels({ cut }), await poems({ cut })];
    const messages = translation && (await corpus(translation.corpus));
    const start = run.seconds;
    const writer = await trainTransformer(run, "novels", english, prose, { isKept: true });
    const seconds = run.seconds - start;
    const poet = await trainTransformer(run, "poems", chinese, verse, { isKept: true });
    return {
      nats: writer.nats,
      test_nats: writer.test_nats,
      seconds,
      poems_nats: poet.nats,
      poems_test_nats: poet.test_nats,
      ...(messages && (await translate(run, messages, translation))),
      cache_difference: await cacheDifference(writer.model, english.validation.slice(0, prose.model.context)),
    };
  },

  experiments: {
    rivals: rivalsExperiment,
    translation: translationExperiment,
    context: contextExperiment,
    positions: positionsExperiment,
    depth: depthExperiment,
    layers: layersExperiment,
    cache: cacheExperiment,
  },
  looks: { heads },
  page,

  /** Generates text in the language of the prompt; a Chinese prompt continues as a poem. */
  async *write(saved, request) {
    const name = /\p{sc=Han}/u.test(request.prompt) ? "poems" : "novels";
    const { model, vocabulary } = await loadTransformer(saved, name);
    yield* writeOn(model, vocabulary, request);
  },
});

/** Trains the whole Transformer and a recurrent network on translation. */
async function translate(run: Run, messages: Corpus, training: TranslationTraining) {
  const { bleu } = await translateByTransformer(run, messages, training);
  const { bleu: recurrent } = await translateByRecurrence(run, messages, training);
  return { translation_bleu: bleu, translation_rnn: recurrent, translation_difference: bleu - recurrent };
}
