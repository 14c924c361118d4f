/** Writes the translation of a prompt, by a translator that a training has kept. */
import { ArgumentError, type TokenChoice, greedy, sampling } from "hebb";
import { loadVocabulary } from "hebb/data";
import type { Run } from "../run.ts";
import { savedSettings } from "../shared/saved.ts";
import type { SavedRun, WritingRequest } from "../system.ts";
import { type Corpus, type CorpusRecipe, plain } from "./corpora.ts";
import { Translator, type TranslatorOptions } from "./model.ts";
import { special } from "./training.ts";
import { type Steps, stepsOf, translateByBeam } from "./translating.ts";

const [settingsName, englishName, chineseName] = ["translator.json", "english.json", "chinese.json"];

interface Settings {
  /** Under which the model is kept. */
  readonly model: string;
  readonly options: TranslatorOptions;
}

/** Keeps what it takes to translate by the model with attention of this name; a later one takes its place. */
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

/**
 * The Chinese of the prompt on a line of its own, character by character. What no training text had is read by its bytes,
 * and translated by chance. Throws an ArgumentError for an empty prompt.
 */
export async function* translatePrompt(saved: SavedRun, request: WritingRequest): AsyncGenerator<string> {
  const { prompt, length, strategy } = request;
  if (prompt.trim() === "") {
    throw new ArgumentError("there is nothing to translate", {
      rule: "seq2seq translates the prompt from English into Chinese.",
      fix: 'Give it some words: --prompt "Cannot open file".',
    });
  }
  const { model: name, options } = await savedSettings<Settings>(saved, settingsName);
  const english = loadVocabulary(await saved.text(englishName), englishName);
  const chinese = loadVocabulary(await saved.text(chineseName), chineseName);
  const steps = stepsOf(await saved.load(name, new Translator(options)));
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

/** Tokens one after the other, up to the end, which is left out. */
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
