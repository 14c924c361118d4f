/** Translation from English into Chinese by a Transformer, beside the recurrent network with attention. */
import type { Run } from "../run.ts";
import { type Corpus, type CorpusRecipe, greedyBleu, teachOnCorpus, trainOnCorpus } from "../seq2seq/corpora.ts";
import { emojiQuick, libreOfficeFull } from "../seq2seq/recipes.ts";
import { parameterCount } from "../shared/layers.ts";
import { TransformerTranslator, type TransformerTranslatorOptions } from "./translator.ts";

/** Texts and recurrent network of the system seq2seq, and the Transformer beside it. */
export interface TranslationTraining {
  readonly corpus: CorpusRecipe;
  readonly model: Omit<TransformerTranslatorOptions, "sourceTokens" | "targetTokens" | "longest">;
  /** Largest learning rate of Adam, and the steps in which it rises from zero. */
  readonly learningRate: number;
  readonly warmUp: number;
}

/** Learning rate, dropout and sizes were chosen by BLEU on the validation part. */
export const translationFull: TranslationTraining = {
  corpus: libreOfficeFull,
  model: { features: 128, heads: 4, layers: 2, dropout: 0.1 },
  learningRate: 2e-3,
  warmUp: 200,
};

export const translationQuick: TranslationTraining = {
  corpus: emojiQuick,
  model: { features: 32, heads: 4, layers: 1, dropout: 0 },
  learningRate: 1e-2,
  warmUp: 10,
};

/** Maximum number of tokens of a source or a target. */
const longest = 64;

/** BLEU of greedy translations of the test part, and the size of the network. */
export interface Translating {
  readonly bleu: number;
  readonly parameters: number;
}

/** Trains a Transformer on a corpus, with the batches and the steps of the recurrent network. */
export async function translateByTransformer(
  run: Run,
  texts: Corpus,
  { corpus: recipe, model: sizes, learningRate, warmUp }: TranslationTraining,
): Promise<Translating> {
  const vocabularies = { sourceTokens: texts.english.size, targetTokens: texts.chinese.size };
  const model = new TransformerTranslator({ ...sizes, ...vocabularies, longest });
  const teaching = { ...recipe.teaching, learningRate, warmUp, label: "translation by the Transformer" };
  await teachOnCorpus(run, model, texts, { longest: recipe.longest, teaching });
  return { bleu: await greedyBleu(model, texts)(texts.test), parameters: parameterCount(model) };
}

/** Trains the recurrent network with attention on the same corpus. */
export async function translateByRecurrence(
  run: Run,
  texts: Corpus,
  { corpus: recipe }: TranslationTraining,
): Promise<Translating> {
  const model = await trainOnCorpus(run, recipe, texts, true);
  return { bleu: await greedyBleu(model, texts)(texts.test), parameters: parameterCount(model) };
}
