/**
 * Encoder-decoder models with attention and without: reversal of sequences, and translation from English into Chinese.
 */
import type { Run } from "../run.ts";
import * as setting from "../shared/settings.ts";
import { type Measure, defineSystem } from "../system.ts";
import type { Text } from "../text.ts";
import {
  type Corpus,
  type CorpusName,
  type CorpusRecipe,
  corpus,
  greedyBleu,
  judgeBeam,
  trainOnCorpus,
} from "./corpora.ts";
import { alignmentExperiment } from "./experiments/alignment.ts";
import { beamExperiment } from "./experiments/beam.ts";
import { gainExperiment } from "./experiments/gain.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
import { translation } from "./looks/translation.ts";
import { corpusNames, withAttention, withoutAttention } from "./names.ts";
import { page } from "./page.ts";
import {
  type TranslationRecipe,
  emojiFull,
  emojiQuick,
  libreOfficeFull,
  reversalFull,
  reversalQuick,
} from "./recipes.ts";
import { type ReversalRecipe, reversalParts, reversed, trainReversal } from "./reversal.ts";
import { keepTranslator, translatePrompt } from "./writing.ts";
import { parameterCount } from "../shared/layers.ts";

const beamWidth = 4;

const share = (en: string, zh: string): Measure => ({ meaning: { en, zh }, unit: "fraction" });

const reversing: Text = { en: "reversal", zh: "反转序列" };
const translating: Text = { en: "translators", zh: "翻译模型" };

const measuresOf = (name: CorpusName): Record<string, Measure> => {
  const { en, zh } = corpusNames[name];
  const greedy = (model: Text) =>
    share(
      `character-level BLEU on test ${en}, ${model.en}, greedy search`,
      `${zh}译文的字符级 BLEU（测试集，${model.zh}，贪心搜索）`,
    );
  const beam = (model: Text) =>
    share(
      `character-level BLEU on test ${en}, ${model.en}, beam search of width ${beamWidth}`,
      `${zh}译文的字符级 BLEU（测试集，${model.zh}，束宽为 ${beamWidth} 的束搜索）`,
    );
  const parameters = (model: Text): Measure => ({
    meaning: { en: `parameters of the translator of ${en} ${model.en}`, zh: `${zh}翻译模型的参数个数（${model.zh}）` },
  });
  return {
    [`${name}_bleu`]: greedy(withAttention),
    [`${name}_none`]: greedy(withoutAttention),
    [`${name}_gain`]: share(
      `gain in character-level BLEU from attention on test ${en}`,
      `加上注意力后，${zh}译文的字符级 BLEU 提高了多少（测试集）`,
    ),
    [`${name}_beam`]: beam(withAttention),
    [`${name}_beam_none`]: beam(withoutAttention),
    [`${name}_parameters`]: parameters(withAttention),
    [`${name}_parameters_none`]: parameters(withoutAttention),
  };
};

export const system = defineSystem<TranslationRecipe>({
  place: [2, 9],
  chapter: "generation",
  title: { en: "Encoder-decoder", zh: "编码器-解码器" },
  summary: {
    en: "GRU encoder and decoder, with and without attention, that reverse letters and translate emoji names and LibreOffice messages into Chinese",
    zh: "GRU 编码器和解码器，分有注意力和无注意力两种，反转字母序列，并把英文的表情符号名称和 LibreOffice 界面文本译成中文",
  },
  metrics: {
    reversal: share(
      "test sequences reversed without a mistake, with attention",
      "整条反转正确的测试序列所占比例（有注意力）",
    ),
    reversal_none: share(
      "test sequences reversed without a mistake, without attention",
      "整条反转正确的测试序列所占比例（无注意力）",
    ),
    ...measuresOf("emoji"),
    ...measuresOf("libreoffice"),
  },
  recipes: {
    full: {
      fetched: ["libre-office"],
      reversal: reversalFull,
      corpora: [emojiFull, libreOfficeFull],
      searched: Infinity,
      bars: [
        { metric: "reversal", op: ">=", value: 0.995 },
        { metric: "libreoffice_bleu", op: ">=", value: 0.27 },
        { metric: "libreoffice_gain", op: ">=", value: 0.05 },
      ],
    },
    quick: {
      reversal: reversalQuick,
      corpora: [emojiQuick],
      searched: 10,
      bars: [
        { metric: "reversal", op: ">=", value: 0.95 },
        { metric: "emoji_bleu", op: ">=", value: 0.2 },
      ],
    },
  },

  settings: {
    reversalLearningRate: setting.learningRate("reversal.teaching.learningRate", { of: reversing }),
    reversalSteps: setting.steps("reversal.teaching.steps", { of: reversing }),
    reversalBatchSize: setting.batchSize("reversal.teaching.batchSize", { max: 256, of: reversing }),
    reversalHidden: setting.hiddenUnits("reversal.model.hidden", { max: 256, of: reversing }),
    reversalLength: setting.sequenceLength("reversal.longest", { max: 40, of: reversing }),
    attentionLearningRate: setting.learningRate("corpora.*.rates.attention", {
      of: { en: "translators with attention", zh: "有注意力的翻译模型" },
    }),
    plainLearningRate: setting.learningRate("corpora.*.rates.none", {
      of: { en: "translators without attention", zh: "无注意力的翻译模型" },
    }),
    steps: setting.steps("corpora.*.teaching.steps", { of: translating }),
    batchSize: setting.batchSize("corpora.*.teaching.batchSize", { max: 256, of: translating }),
    embedding: setting.embeddingSize("corpora.*.model.embedding", { of: translating }),
    hidden: setting.hiddenUnits("corpora.*.model.hidden", { max: 256, of: translating }),
    dropout: setting.dropoutRate("corpora.*.model.dropout", { of: translating }),
    labelSmoothing: setting.labelSmoothing("corpora.*.teaching.labelSmoothing", { of: translating }),
  },

  async train(run, { reversal, corpora, searched }) {
    // Loaded first, because one of them may be missing.
    const texts = await Promise.all(corpora.map(corpus));
    const metrics: Record<string, number> = await reverse(run, reversal);
    for (const [i, recipe] of corpora.entries()) {
      Object.assign(metrics, await translate(run, recipe, texts[i]!, searched));
    }
    return metrics;
  },

  experiments: {
    lengths: lengthsExperiment,
    alignment: alignmentExperiment,
    gain: gainExperiment,
    beam: beamExperiment,
  },
  looks: { translation },
  page,
  write: translatePrompt,
});

async function reverse(run: Run, recipe: ReversalRecipe): Promise<Record<string, number>> {
  const { test } = reversalParts(run, recipe);
  const shares: number[] = [];
  for (const attention of [true, false]) {
    const model = run.keep(nameOf("reversal", attention), await trainReversal(run, recipe, attention));
    shares.push(await reversed(model, test));
  }
  return { reversal: shares[0]!, reversal_none: shares[1]! };
}

/** Trains with and without attention, in equal steps on the same batches. */
async function translate(
  run: Run,
  recipe: CorpusRecipe,
  texts: Corpus,
  searched: number,
): Promise<Record<string, number>> {
  const { name } = recipe;
  const found = [];
  for (const attention of [true, false]) {
    const model = run.keep(nameOf(name, attention), await trainOnCorpus(run, recipe, texts, attention));
    const greedy = await greedyBleu(model, texts)(texts.test);
    const { bleu: beam } = await judgeBeam(run, model, texts, texts.test.slice(0, searched), beamWidth);
    found.push({ greedy, beam, parameters: parameterCount(model) });
    if (attention) keepTranslator(run, { recipe, texts, model: nameOf(name, attention) });
  }
  const [own, none] = found as [(typeof found)[number], (typeof found)[number]];
  return {
    [`${name}_bleu`]: own.greedy,
    [`${name}_none`]: none.greedy,
    [`${name}_gain`]: own.greedy - none.greedy,
    [`${name}_beam`]: own.beam,
    [`${name}_beam_none`]: none.beam,
    [`${name}_parameters`]: own.parameters,
    [`${name}_parameters_none`]: none.parameters,
  };
}

const nameOf = (name: string, attention: boolean) => `${name}-${attention ? "attention" : "none"}`;
