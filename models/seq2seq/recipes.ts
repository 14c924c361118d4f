/** The settings of the two recipes, which experiments train by as well. */
import type { Recipe } from "../system.ts";
import type { CorpusRecipe } from "./corpora.ts";
import type { ReversalRecipe } from "./reversal.ts";

export interface TranslationRecipe extends Recipe {
  readonly reversal: ReversalRecipe;
  readonly corpora: readonly CorpusRecipe[];
  /** Texts of a test at most that are translated by beam search. */
  readonly searched: number;
}

export const reversalFull: ReversalRecipe = {
  examples: 20_000,
  letters: 26,
  longest: 10,
  model: { embedding: 32, hidden: 48 },
  teaching: { steps: 800, batch: 64, rate: 1e-2, multiple: 4 },
};

export const reversalQuick: ReversalRecipe = {
  examples: 3000,
  letters: 26,
  longest: 6,
  model: { embedding: 16, hidden: 32 },
  teaching: { steps: 200, batch: 64, rate: 1e-2, multiple: 8 },
};

// Sizes, rates, dropout and steps were chosen by BLEU on the validation part, with attention.
export const emojiFull: CorpusRecipe = {
  name: "emoji",
  sourceTokens: 2000,
  longest: 24,
  model: { embedding: 64, hidden: 64, dropout: 0.3 },
  teaching: { steps: 1200, batch: 32, rate: 5e-3, smoothing: 0.1, multiple: 12 },
};

export const emojiQuick: CorpusRecipe = {
  name: "emoji",
  sourceTokens: 1000,
  longest: 12,
  model: { embedding: 32, hidden: 32 },
  teaching: { steps: 200, batch: 32, rate: 1e-2, multiple: 12 },
};

export const libreOfficeFull: CorpusRecipe = {
  name: "libreoffice",
  sourceTokens: 4000,
  longest: 24,
  model: { embedding: 64, hidden: 64, dropout: 0.3 },
  teaching: { steps: 2000, batch: 32, rate: 5e-3, smoothing: 0.1, multiple: 12 },
};
