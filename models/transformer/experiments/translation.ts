/** Translation by a Transformer beside the recurrent network with attention, on few texts. */
import { corpus } from "../../seq2seq/corpora.ts";
import { bars } from "../../shared/curves.ts";
import { defineExperiment } from "../../system.ts";
import { cases, text } from "../../text.ts";
import { distinguishable, summarize } from "../../verdicts.ts";
import type { TranslationFacts, TranslatorKind } from "../facts.ts";
import { translateByRecurrence, translateByTransformer, translationFull, translationQuick } from "../translation.ts";
import { translationWords } from "../words-of-rivals.ts";

const bleuLabel = text("character-level BLEU on the test texts", "字符级 BLEU（测试集）");

export const translationExperiment = defineExperiment<TranslationFacts>({
  question: {
    en: "With few texts, does a Transformer translate as well as a recurrent network with attention?",
    zh: "语料不多时，Transformer 翻译得和带注意力的循环网络一样好吗？",
  },
  seeds: 3,

  async measure(run) {
    const training = run.quick ? translationQuick : translationFull;
    const texts = await corpus(training.corpus);
    const measured = await run.overSeeds(async (one) => ({
      Transformer: await translateByTransformer(one, texts, training),
      RNN: await translateByRecurrence(one, texts, training),
    }));
    const translators = (["Transformer", "RNN"] as const).map((kind) => ({
      kind,
      bleu: summarize(
        measured.map((found) => found[kind].bleu),
        run.seeds,
      ),
      parameters: measured[0]![kind].parameters,
    }));
    const [transformer, recurrent] = translators;
    return {
      translators,
      pairs: texts.train.length,
      steps: training.corpus.teaching.steps,
      order: distinguishable(transformer!.bleu, recurrent!.bleu),
    };
  },

  words: translationWords,

  table: ({ translators }) => ({
    columns: [text("network", "网络"), text("parameters", "参数个数"), { name: bleuLabel, unit: "fraction" }],
    rows: translators.map(({ kind, parameters, bleu }) => [nameOf(kind), parameters, bleu]),
  }),

  figure: ({ translators }) => ({
    kind: "chart",
    title: text("Translation from English into Chinese", "英译中"),
    x: { label: text("network", "网络") },
    y: { label: bleuLabel },
    layers: bars(translators.map(({ kind, bleu }) => [nameOf(kind), bleu] as const)),
  }),
});

const nameOf = (kind: TranslatorKind) =>
  cases(kind, {
    Transformer: text("Transformer", "Transformer"),
    RNN: text("recurrent network (GRU) with attention", "带注意力的循环网络（GRU）"),
  });
