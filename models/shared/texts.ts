/** Texts by characters: what the systems that model them share, from the text to writing more of it. */
import { adam, schedules } from "hebb";
import { type Vocabulary, austen, characterVocabulary, loadVocabulary, tangPoems } from "hebb/data";
import { LanguageModel, type LanguageModelOptions, languageMeasure, trainLanguage } from "./language.ts";
import type { Run } from "../run.ts";
import { savedSettings } from "./saved.ts";
import type { SavedRun, WritingRequest } from "../system.ts";
import { writeText } from "./writing.ts";

/** A text in three parts, as tokens. */
export interface CharacterText {
  readonly vocabulary: Vocabulary;
  readonly train: Int32Array;
  readonly validation: Int32Array;
  readonly test: Int32Array;
}

interface TextOptions {
  /** The part that comes with Hebb alone. */
  readonly cut: boolean;
}

/** Jane Austen's novels, all six or *Persuasion*. */
export async function novels({ cut }: TextOptions): Promise<CharacterText> {
  return encode(await austen({ cut }), 1);
}

/** Poems of the Tang, one a line. Characters that occur once only could not be learnt, and are unknown. */
export async function poems({ cut }: TextOptions): Promise<CharacterText> {
  const { train, validation, test } = await tangPoems({ cut });
  const text = (part: typeof train) => part.map(({ lines: [a, b, c, d] }) => `${a}，${b}。${c}，${d}。\n`).join("");
  return encode({ train: text(train), validation: text(validation), test: text(test) }, 2);
}

/** The vocabulary is that of the training part: characters that it has `least` times. */
function encode(parts: Readonly<Record<"train" | "validation" | "test", string>>, least: number): CharacterText {
  const vocabulary = characterVocabulary(parts.train, { special: ["unknown"], least });
  const [train, validation, test] = [parts.train, parts.validation, parts.test].map((part) => vocabulary.encode(part));
  return { vocabulary, train: train!, validation: validation!, test: test! };
}

export interface TextTraining {
  readonly model: Omit<LanguageModelOptions, "tokens">;
  /** Streams side by side. */
  readonly batch: number;
  /** Steps that a gradient flows back. */
  readonly length: number;
  readonly steps: number;
  /** Of Adam at the start; it falls to 0 by a cosine. */
  readonly rate: number;
}

export interface TrainedWriter {
  readonly model: LanguageModel;
  /** For each character of the validation text, and of the test text. */
  readonly nats: number;
  readonly test_nats: number;
}

/** Trains a model on a text, and keeps it under `name` with what it takes to write. */
export async function trainOnText(
  run: Run,
  name: string,
  { vocabulary, train, validation, test }: CharacterText,
  { model: options, batch, length, steps, rate }: TextTraining,
): Promise<TrainedWriter> {
  const settings = { ...options, tokens: vocabulary.size };
  const model = run.keep(name, new LanguageModel(settings));
  run.keepText(vocabularyName(name), JSON.stringify(vocabulary));
  run.keepText(settingsName(name), JSON.stringify(settings));
  const optimizer = adam(model, { learningRate: schedules.cosine(rate, { steps }) });
  const every = Math.ceil(steps / 5);
  const course = { train, validation, batch, length, steps, optimizer, clipNorm: 1, every, label: name };
  const nats = await trainLanguage(run, model, course);
  return { model, nats, test_nats: await languageMeasure(model)(test) };
}

/** What a model that `trainOnText` has kept under this name writes. */
export async function* writeLike(saved: SavedRun, name: string, request: WritingRequest): AsyncGenerator<string> {
  const settings = await savedSettings<LanguageModelOptions>(saved, settingsName(name));
  const vocabulary = loadVocabulary(await saved.text(vocabularyName(name)), vocabularyName(name));
  yield* writeText(await saved.load(name, new LanguageModel(settings)), vocabulary, request);
}

const vocabularyName = (name: string) => `${name}-vocabulary.json`;
const settingsName = (name: string) => `${name}-settings.json`;
