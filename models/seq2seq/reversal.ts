/** The reversal task, and the fraction of sequences that a model reverses correctly. */
import { type ReversalOptions, type ReversalPairs, reversal, reversalFirstLetter } from "hebb/data";
import type { Run } from "../run.ts";
import { Translator, type TranslatorOptions } from "./model.ts";
import { type TeachingOptions, teach, withEnds } from "./training.ts";
import { greedyTranslator } from "./translating.ts";

/** Settings of a training. */
export interface ReversalRecipe {
  /** Numbers of training sequences and of different letters. */
  readonly examples: number;
  readonly letters: number;
  readonly longest: number;
  readonly model: Omit<TranslatorOptions, "attention" | "sourceTokens" | "targetTokens">;
  readonly teaching: Omit<TeachingOptions, "label">;
}

/** Returns the training sequences, and 1,000 each for validation and test. */
export function reversalParts(run: Run, { examples, letters, longest }: ReversalRecipe, options: ReversalOptions = {}) {
  const sizes = { train: examples, validation: 1000, test: 1000, seed: run.seed };
  return reversal({ ...sizes, letters, longest, ...options });
}

/** Trains a model on reversal. */
export async function trainReversal(run: Run, recipe: ReversalRecipe, attention: boolean): Promise<Translator> {
  const tokens = reversalFirstLetter + recipe.letters;
  const model = new Translator({ ...recipe.model, attention, sourceTokens: tokens, targetTokens: tokens });
  const { train } = reversalParts(run, recipe);
  const label = `reversal ${attention ? "with" : "without"} attention`;
  await teach(run, model, withEnds(train.fields[0]!, train.fields[1]!), { ...recipe.teaching, label });
  return model;
}

/** Returns the fraction of sequences whose letters and end token are all correct. */
export async function reversed(model: Translator, { fields }: ReversalPairs): Promise<number> {
  const [sources, targets] = [fields[0]!, fields[1]!];
  const longest = Math.max(...sources.map(({ length }) => length)) + 1;
  const written = await greedyTranslator(model, longest)(sources);
  const right = written.filter((tokens, i) => tokens.join() === Array.from(targets[i]!).join());
  return right.length / sources.length;
}
