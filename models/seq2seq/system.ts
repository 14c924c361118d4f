/**
 * Encoder-decoder models with attention and without: reversal of sequences, and translation from English into Chinese.
 */
import type { Run } from "../run.ts";
import { type Measure, defineSystem } from "../system.ts";
import {
  type Corpus,
  type CorpusRecipe,
  corpus,
  corpusTitles,
  greedyBleu,
  judgeBeam,
  trainOnCorpus,
} from "./corpora.ts";
import { alignmentExperiment } from "./experiments/alignment.ts";
import { beamExperiment } from "./experiments/beam.ts";
import { lengthsExperiment } from "./experiments/lengths.ts";
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

const share = (meaning: string): Measure => ({ meaning, unit: "fraction" });

const measuresOf = (name: CorpusRecipe["name"]): Record<string, Measure> => {
  const what = `BLEU by characters on held-out ${corpusTitles[name]}`;
  return {
    [`${name}_bleu`]: share(`${what}, with attention`),
    [`${name}_none`]: share(`${what}, without attention`),
    [`${name}_gain`]: share("how much more that is with attention"),
    [`${name}_beam`]: share(`${what}, with attention, by a beam of ${beamWidth}`),
    [`${name}_beam_none`]: share(`${what}, without attention, by a beam of ${beamWidth}`),
    [`${name}_parameters`]: { meaning: "parameters with attention" },
    [`${name}_parameters_none`]: { meaning: "parameters without attention" },
  };
};

export const system = defineSystem<TranslationRecipe>({
  place: [2, 9],
  title: { en: "Encoder-decoder", zh: "编码器-解码器" },
  summary: "one GRU reads, another writes, with attention and without: letters backwards, then English into Chinese",
  metrics: {
    reversal: share("held-out sequences written backwards without a mistake, with attention"),
    reversal_none: share("held-out sequences written backwards without a mistake, without attention"),
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

  async train(run, { reversal, corpora, searched }) {
    // Loaded first, because one of them may be missing.
    const texts = await Promise.all(corpora.map(corpus));
    const metrics: Record<string, number> = await reverse(run, reversal);
    for (const [i, recipe] of corpora.entries()) {
      Object.assign(metrics, await translate(run, recipe, texts[i]!, searched));
    }
    return metrics;
  },

  experiments: { alignment: alignmentExperiment, beam: beamExperiment, lengths: lengthsExperiment },
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
