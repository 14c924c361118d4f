/** Jane Austen's novels by characters: what the systems that model them share, from the text to writing more of it. */
import { adam, schedules } from "hebb";
import { type Vocabulary, austen, characterVocabulary, loadVocabulary } from "hebb/data";
import { LanguageModel, type LanguageModelOptions, languageMeasure, trainLanguage } from "./language.ts";
import type { Run } from "./run.ts";
import type { Recipe, SavedRun, WritingRequest } from "./system.ts";
import { writeText } from "./writing.ts";

export interface Characters {
  readonly vocabulary: Vocabulary;
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

/** All six novels, or the one that comes with Hebb. Characters are those of the training part. */
export async function novels({ cut }: { readonly cut: boolean }): Promise<Characters> {
  const { train, validation, test } = await austen({ cut });
  const vocabulary = characterVocabulary(train, { special: ["unknown"] });
  return {
    vocabulary,
    train: vocabulary.encode(train),
    validation: vocabulary.encode(validation),
    test: vocabulary.encode(test),
  };
}

export interface NovelTraining {
  readonly model: Omit<LanguageModelOptions, "tokens">;
  /** The novel that comes with Hebb alone. */
  readonly cut: boolean;
  readonly batch: number;
  readonly length: number;
  readonly steps: number;
  readonly rate: number;
}

/** A recipe of the systems that also have the course's memory task. */
export interface NovelRecipe extends Recipe {
  readonly novels: NovelTraining;
  /** Of DigitSum. */
  readonly epochs: number;
}

const vocabularyName = "vocabulary.json";
const settingsName = "settings.json";

/** Trains a model on the novels and keeps it with what it takes to write; returns nats for each character. */
export async function trainOnNovels(
  run: Run,
  { model: options, cut, batch, length, steps, rate }: NovelTraining,
): Promise<{ model: LanguageModel; nats: number; test_nats: number }> {
  const { vocabulary, train, validation, test } = await novels({ cut });
  const settings = { ...options, tokens: vocabulary.size };
  const model = run.keep("model", new LanguageModel(settings));
  run.keepText(vocabularyName, JSON.stringify(vocabulary));
  run.keepText(settingsName, JSON.stringify(settings));
  const optimizer = adam(model, { rate: schedules.cosine(rate, { steps }) });
  const every = Math.ceil(steps / 5);
  const course = { train, validation, batch, length, steps, optimizer, clipNorm: 1, every, label: "training" };
  const nats = await trainLanguage(run, model, course);
  return { model, nats, test_nats: await languageMeasure(model)(test) };
}

/** What a model that `trainOnNovels` has kept writes. */
export async function* writeLikeNovels(saved: SavedRun, request: WritingRequest): AsyncGenerator<string> {
  const settings = JSON.parse(await saved.text(settingsName)) as LanguageModelOptions;
  const vocabulary = loadVocabulary(await saved.text(vocabularyName), vocabularyName);
  yield* writeText(await saved.load("model", new LanguageModel(settings)), vocabulary, request);
}
