/** Translates a prompt with a saved translator. */
import { ArgumentError, type TokenChoice, greedy, sampling } from "hebb";
import { type Vocabulary, loadVocabulary } from "hebb/data";
import type { Run } from "../run.ts";
import { savedSettings } from "../shared/saved.ts";
import type { SavedRun, WritingRequest } from "../saved-run.ts";
import { type Corpus, type CorpusName, type CorpusRecipe, plain } from "./corpora.ts";
import { Translator, type TranslatorOptions } from "./model.ts";
import { special } from "./training.ts";
import { type Steps, stepsOf, translateByBeam } from "./translating.ts";

const [settingsName, englishName, chineseName] = ["translator.json", "english.json", "chinese.json"];

interface Settings {
  /** Name of the saved model. */
  readonly model: string;
  readonly options: TranslatorOptions;
}

/**
 * Saves the vocabularies and settings needed to translate with the attention model of this name, replacing any earlier
 * ones.
 */
export function keepTranslator(
  run: Run,
  { recipe, texts, model }: { readonly recipe: CorpusRecipe; readonly texts: Corpus; readonly model: string },
): void {
  const { english, chinese } = texts;
  const sizes = { sourceTokens: english.size, targetTokens: chinese.size };
  const settings: Settings = { model, options: { ...recipe.model, ...sizes, attention: true } };
  run.keepText(settingsName, JSON.stringify(settings));
  run.keepText(englishName, JSON.stringify(english));
  run.keepText(chineseName, JSON.stringify(chinese));
}

/** A saved translator with attention. */
export interface SavedTranslator {
  readonly corpus: CorpusName;
  readonly english: Vocabulary;
  readonly chinese: Vocabulary;
  readonly model: Translator;
}

/** Loads the translator that `keepTranslator` has saved. */
export async function loadTranslator(saved: SavedRun): Promise<SavedTranslator> {
  const { model: name, options } = await savedSettings<Settings>(saved, settingsName);
  return {
    corpus: name.startsWith("emoji") ? "emoji" : "libreoffice",
    english: loadVocabulary(await saved.text(englishName), englishName),
    chinese: loadVocabulary(await saved.text(chineseName), chineseName),
    model: await saved.load(name, new Translator(options)),
  };
}

/**
 * Yields the Chinese translation of the prompt character by character, starting on a new line. Text that does not occur
 * in training is encoded as bytes and translated arbitrarily. Throws an ArgumentError for an empty prompt.
 */
export async function* translatePrompt(saved: SavedRun, request: WritingRequest): AsyncGenerator<string> {
  const { prompt, length, strategy } = request;
  if (prompt.trim() === "") {
    throw new ArgumentError("the prompt is empty", {
      rule: "seq2seq translates the prompt from English into Chinese.",
      fix: 'Pass a text: --prompt "Cannot open file".',
    });
  }
  const { english, chinese, model } = await loadTranslator(saved);
  const steps = stepsOf(model);
  const source = english.encode(plain(prompt));
  yield "\n";
  if (strategy.kind === "beam") {
    const { tokens } = await translateByBeam(steps, source, { width: strategy.width, longest: length });
    yield chinese.decode(tokens);
    return;
  }
  const choose = strategy.kind === "greedy" ? greedy : drawing(strategy, request.seed);
  for await (const token of tokensOf(steps, source, length, choose)) yield chinese.decode([token]);
}

/** Yields tokens one by one, without the end token. */
async function* tokensOf(
  steps: Steps,
  source: ArrayLike<number>,
  longest: number,
  choose: TokenChoice,
): AsyncGenerator<number> {
  const { step, state: start } = steps.read(source);
  let [token, state] = [special.start as number, start];
  for (let position = 0; position < longest; position++) {
    const next = await step([token], state);
    token = choose(next.logits, position);
    if (token === special.end) return;
    yield token;
    state = next.state;
  }
}

type Drawn = Extract<WritingRequest["strategy"], { readonly kind: "sample" }>;

function drawing({ temperature, topK }: Drawn, seed: number): TokenChoice {
  return sampling({ temperature, seed, ...(topK !== undefined && { topK }) });
}
