/** Reversal: letters that are to be written backwards, and how many sequences are, from the first letter to the last. */
import { type ReversalOptions, type ReversalPairs, reversal, reversalFirstLetter } from "hebb/data";
import type { Run } from "../run.ts";
import { Translator, type TranslatorOptions } from "./model.ts";
import { type TeachingOptions, teach, withEnds } from "./training.ts";
import { greedyTranslator } from "./translating.ts";

export interface ReversalRecipe {
  /** Sequences to train on, and of their letters. */
  readonly examples: number;
  readonly letters: number;
  readonly longest: number;
  readonly model: Omit<TranslatorOptions, "attention" | "sourceTokens" | "targetTokens">;
  readonly teaching: Omit<TeachingOptions, "label">;
}

/** Sequences to train on, and 1,000 each to choose by and to test by. */
export function reversalParts(run: Run, { examples, letters, longest }: ReversalRecipe, options: ReversalOptions = {}) {
  const sizes = { train: examples, validation: 1000, test: 1000, seed: run.seed };
  return reversal({ ...sizes, letters, longest, ...options });
}

export async function trainReversal(run: Run, recipe: ReversalRecipe, attention: boolean): Promise<Translator> {
  const tokens = reversalFirstLetter + recipe.letters;
  const model = new Translator({ ...recipe.model, attention, sourceTokens: tokens, targetTokens: tokens });
  const { train } = reversalParts(run, recipe);
  const label = `reversal ${attention ? "with" : "without"} attention`;
  await teach(run, model, withEnds(train.fields[0]!, train.fields[1]!), { ...recipe.teaching, label });
  return model;
}

/** The share of sequences all of whose letters, and the end, are written rightly. */
export async function reversed(model: Translator, { fields }: ReversalPairs): Promise<number> {
  const [sources, targets] = [fields[0]!, fields[1]!];
  const longest = Math.max(...sources.map(({ length }) => length)) + 1;
  const written = await greedyTranslator(model, longest)(sources);
  const right = written.filter((tokens, i) => tokens.join() === Array.from(targets[i]!).join());
  return right.length / sources.length;
}
