/** Character-level texts, and the training of language models on them; shared by the systems that model text. */
import { adam, schedules } from "hebb";
import { type Vocabulary, austen, characterVocabulary, loadVocabulary, tangPoems } from "hebb/data";
import { LanguageModel, type LanguageModelOptions, languageMeasure, trainLanguage } from "./language.ts";
import type { Run } from "../run.ts";
import { savedSettings } from "./saved.ts";
import type { SavedRun, WritingRequest } from "../saved-run.ts";
import { writeText } from "./writing.ts";

/** A text as tokens, split into three parts. */
export interface CharacterText {
  readonly vocabulary: Vocabulary;
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

interface TextOptions {
  /** Loads only the part of the text that is included with Hebb. */
  readonly cut: boolean;
}

/** Loads Jane Austen's six novels, or only *Persuasion* if `cut`. */
export async function novels({ cut }: TextOptions): Promise<CharacterText> {
  return encode(await austen({ cut }), 1);
}

/** Loads poems of the Tang dynasty, one per line. Characters that occur only once are encoded as unknown. */
export async function poems({ cut }: TextOptions): Promise<CharacterText> {
  const { train, validation, test } = await tangPoems({ cut });
  const text = (part: typeof train) => part.map(({ lines: [a, b, c, d] }) => `${a}，${b}。${c}，${d}。\n`).join("");
  return encode({ train: text(train), validation: text(validation), test: text(test) }, 2);
}

/** Builds the vocabulary from the characters that occur at least `least` times in the training part. */
function encode(parts: Readonly<Record<"train" | "validation" | "test", string>>, least: number): CharacterText {
  const vocabulary = characterVocabulary(parts.train, { special: ["unknown"], least });
  const [train, validation, test] = [parts.train, parts.validation, parts.test].map((part) => vocabulary.encode(part));
  return { vocabulary, train: train!, validation: validation!, test: test! };
}

/** Model and hyperparameters of `trainOnText`. */
export interface TextTraining {
  readonly model: Omit<LanguageModelOptions, "tokens">;
  /** Number of streams of text that are processed in parallel. */
  readonly batchSize: number;
  /** Length of a segment in characters, through which gradients flow back. */
  readonly length: number;
  readonly steps: number;
  /** Initial learning rate of Adam, which decreases to 0 by a cosine schedule. */
  readonly learningRate: number;
}

/** A trained language model and its losses. */
export interface TrainedWriter {
  readonly model: LanguageModel;
  /** Mean cross entropy on the validation text, in nats per character; `test_nats` is that on the test text. */
  readonly nats: number;
  readonly test_nats: number;
}

/** Trains a model on a text, and saves it under `name` together with its vocabulary and its settings. */
export async function trainOnText(
  run: Run,
  name: string,
  { vocabulary, train, validation, test }: CharacterText,
  { model: options, batchSize, length, steps, learningRate }: TextTraining,
): Promise<TrainedWriter> {
  const settings = { ...options, tokens: vocabulary.size };
  const model = run.keep(name, new LanguageModel(settings));
  run.keepText(vocabularyName(name), JSON.stringify(vocabulary));
  run.keepText(settingsName(name), JSON.stringify(settings));
  const optimizer = adam(model, { learningRate: schedules.cosine(learningRate, { steps }) });
  const every = Math.ceil(steps / 5);
  const course = { train, validation, batchSize, length, steps, optimizer, clipNorm: 1, every, label: name };
  const nats = await trainLanguage(run, model, course);
  return { model, nats, test_nats: await languageMeasure(model)(test) };
}

/** Generates text with a model saved by `trainOnText` under this name. */
export async function* writeLike(saved: SavedRun, name: string, request: WritingRequest): AsyncGenerator<string> {
  const { model, vocabulary } = await loadWriter(saved, name);
  yield* writeText(model, vocabulary, request);
}

/** Loads a model saved by `trainOnText` under this name, and its vocabulary. */
export async function loadWriter(
  saved: SavedRun,
  name: string,
): Promise<{ readonly model: LanguageModel; readonly vocabulary: Vocabulary }> {
  const settings = await savedSettings<LanguageModelOptions>(saved, settingsName(name));
  const vocabulary = loadVocabulary(await saved.text(vocabularyName(name)), vocabularyName(name));
  return { model: await saved.load(name, new LanguageModel(settings)), vocabulary };
}

const vocabularyName = (name: string) => `${name}-vocabulary.json`;
const settingsName = (name: string) => `${name}-settings.json`;
