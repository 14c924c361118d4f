/** Translation corpora from English into Chinese as tokens, and the training and evaluation of translators on them. */
import {
  type Translation,
  type Vocabulary,
  bytePairVocabulary,
  characterVocabulary,
  emojiTranslations,
  libreOffice,
} from "hebb/data";
import type { Run } from "../run.ts";
import { bleu } from "./bleu.ts";
import { type EncoderDecoder, Translator, type TranslatorOptions } from "./model.ts";
import { type TeachingOptions, teach, withEnds } from "./training.ts";
import { type Translated, greedyTranslator, stepsOf, translateByBeam } from "./translating.ts";

export type CorpusName = "emoji" | "libreoffice";

export const corpusTitles: Readonly<Record<CorpusName, string>> = {
  emoji: "names of emoji",
  libreoffice: "messages of LibreOffice",
};

/** A corpus with its vocabularies. */
export interface Corpus {
  readonly english: Vocabulary;
  readonly chinese: Vocabulary;
  readonly train: readonly Translation[];
  readonly validation: readonly Translation[];
  readonly test: readonly Translation[];
}

/** Maximum number of characters of a translation. */
export const longestTranslation = 40;

/** Loads a corpus. No English text occurs in two parts. Vocabularies are built from the training part. */
export async function corpus({ name, sourceTokens, compounds = false }: CorpusRecipe): Promise<Corpus> {
  const all =
    name === "emoji" ? await emojiTranslations({ to: "zh" }) : await libreOffice({ to: "zh", words: [3, 12] });
  const pick = (part: readonly Translation[]) => (compounds ? part.filter(isCompound) : part);
  const [train, validation, test] = [pick(all.train), pick(all.validation), pick(all.test)];
  const sources = train.map(({ source }) => plain(source)).join("\n");
  const english = bytePairVocabulary(sources, { special: ["padding"], size: sourceTokens });
  const targets = train.map(({ target }) => target).join("");
  const chinese = characterVocabulary(targets, { special: ["padding", "start", "end", "unknown"] });
  return { train, validation, test, english, chinese };
}

/** Matches names such as "woman: dark skin tone". */
export const isCompound = ({ source, target }: Translation) => source.includes(":") && target.includes(":");

/**
 * Converts to lower case, because Chinese has no case, and adds a space before the first word, as before all others.
 */
export function plain(english: string): string {
  return ` ${english.toLowerCase().trim()}`;
}

/** Settings of a training on a corpus. */
export interface CorpusRecipe {
  readonly name: CorpusName;
  /** Uses only texts with a colon, whose parts occur in other texts. Default false. */
  readonly compounds?: boolean;
  /** Maximum size of the byte-pair vocabulary. */
  readonly sourceTokens: number;
  /**
   * Maximum length in tokens of a training text and of its translation including the end token; a few messages are long
   * lists.
   */
  readonly longest: number;
  readonly model: Omit<TranslatorOptions, "attention" | "sourceTokens" | "targetTokens">;
  /** Learning rates with attention and without. */
  readonly rates: { readonly attention: number; readonly none: number };
  readonly teaching: Omit<TeachingOptions, "label" | "learningRate">;
}

/** Trains a translator on a corpus. */
export async function trainOnCorpus(
  run: Run,
  recipe: CorpusRecipe,
  texts: Corpus,
  attention: boolean,
): Promise<Translator> {
  const sizes = { sourceTokens: texts.english.size, targetTokens: texts.chinese.size };
  const model = new Translator({ ...recipe.model, ...sizes, attention });
  const label = `${corpusTitles[recipe.name]} ${attention ? "with" : "without"} attention`;
  const teaching = { ...recipe.teaching, learningRate: recipe.rates[attention ? "attention" : "none"], label };
  await teachOnCorpus(run, model, texts, { longest: recipe.longest, teaching });
  return model;
}

/** Trains a model on the texts of a corpus that have at most `longest` tokens. */
export async function teachOnCorpus<Memory, State>(
  run: Run,
  model: EncoderDecoder<Memory, State>,
  texts: Corpus,
  { longest, teaching }: { readonly longest: number; readonly teaching: TeachingOptions },
): Promise<void> {
  const { english, chinese, train, validation } = texts;
  const sources = train.map(({ source }) => english.encode(plain(source)));
  const targets = train.map(({ target }) => chinese.encode(target));
  const isShort = (i: number) => Math.max(sources[i]!.length, targets[i]!.length + 1) <= longest;
  const short = [...train.keys()].filter(isShort);
  const pick = (rows: readonly Int32Array[]) => short.map((i) => rows[i]!);
  const measure = greedyBleu(model, texts);
  await teach(run, model, withEnds(pick(sources), pick(targets)), teaching, async () => {
    return `validation BLEU ${(100 * (await measure(validation))).toFixed(1)}`;
  });
}

/** Returns a function that measures the BLEU of greedy translations of a part. */
export function greedyBleu<Memory, State>(
  model: EncoderDecoder<Memory, State>,
  { english, chinese }: Corpus,
): (part: readonly Translation[]) => Promise<number> {
  const translate = greedyTranslator(model, longestTranslation);
  return async (part) => {
    const written = await translate(part.map(({ source }) => english.encode(plain(source))));
    return bleu(
      written.map((tokens) => chinese.decode(tokens)),
      part.map(({ target }) => target),
    );
  };
}

/** Evaluation of translations. */
export interface Judged {
  readonly bleu: number;
  /** Mean log-probability of a translation including its end token. */
  readonly score: number;
  /** Mean number of characters. */
  readonly length: number;
}

/** Evaluates the translations of the texts by `translate`, one after another. */
export async function judge(
  run: Run,
  { english, chinese }: Corpus,
  part: readonly Translation[],
  translate: (source: ArrayLike<number>) => Promise<Translated>,
): Promise<Judged> {
  const written: string[] = [];
  let [score, length] = [0, 0];
  for (const { source } of part) {
    const found = await translate(english.encode(plain(source)));
    written.push(chinese.decode(found.tokens));
    score += found.score / part.length;
    length += found.tokens.length / part.length;
    run.progress("translating", written.length, part.length);
  }
  const references = part.map(({ target }) => target);
  return { bleu: bleu(written, references), score, length };
}

/** Evaluates beam search with this width. */
export function judgeBeam(
  run: Run,
  model: Translator,
  texts: Corpus,
  part: readonly Translation[],
  width: number,
): Promise<Judged> {
  const steps = stepsOf(model);
  return judge(run, texts, part, (source) => translateByBeam(steps, source, { width, longest: longestTranslation }));
}
