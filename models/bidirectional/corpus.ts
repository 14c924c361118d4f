/** The Brown corpus with universal tags, split into texts for training, validation and testing. */
import { type Padded, Sequences, type TaggedSentence, brown, universalTag, universalTags } from "hebb/data";
import { type Lexicon, lexiconOf } from "./lexicon.ts";

/** Tagged sentences and their encoded features. Words are numbered across all sentences. */
export interface Part {
  readonly sentences: readonly TaggedSentence[];
  /** Encoded features of the words, their tags and their numbers, in this order. */
  readonly sequences: Sequences<readonly unknown[]>;
  /** Tags of all words, as indices into `universalTags`. */
  readonly tags: Int32Array;
}

/** The three parts and the lexicon built from the training part. */
export interface Corpus {
  readonly lexicon: Lexicon;
  readonly train: Part;
  readonly validation: Part;
  readonly test: Part;
}

/**
 * Longer sentences, 2% of all, are excluded from training, because each padded length compiles a program of its own.
 */
const longest = 56;

/**
 * Loads the fraction `share` of the training texts and the fraction `heldOut` of the others, spread over all genres. A
 * text always belongs to the same part, so that hyperparameters chosen on validation texts are never tested on texts
 * that were used for training.
 */
export async function corpusOf(share: number, heldOut: number = share): Promise<Corpus> {
  const parts = await brown();
  const chosen = (sentences: readonly TaggedSentence[], part: number) => {
    const texts = [...new Set(sentences.map(({ file }) => file))];
    const kept = new Set(texts.filter((_, i) => Math.floor((i + 1) * part) > Math.floor(i * part)));
    return sentences.filter(({ file }) => kept.has(file));
  };
  const train = chosen(parts.train, share);
  const lexicon = lexiconOf(train);
  return {
    lexicon,
    train: partOf(
      train.filter(({ words }) => words.length <= longest),
      lexicon,
    ),
    validation: partOf(chosen(parts.validation, heldOut), lexicon),
    test: partOf(chosen(parts.test, heldOut), lexicon),
  };
}

/** Encodes sentences with a lexicon. */
export function partOf(sentences: readonly TaggedSentence[], lexicon: Lexicon): Part {
  const features = sentences.map(({ words }) => lexicon.encode(words));
  const tags = sentences.map((sentence) => sentence.tags.map((tag) => universalTags.indexOf(universalTag(tag))));
  let count = 0;
  const numbers = tags.map((own) => own.map(() => count++));
  const fields = [...lexicon.sizes.map((_, i) => features.map((own) => own[i]!)), tags, numbers];
  return { sentences, sequences: new Sequences(fields), tags: Int32Array.from(tags.flat()) };
}

/** Splits a batch of `Part.sequences` into its columns. */
export function columnsOf(batch: readonly Padded[]) {
  const columns = batch.map(({ tokens }) => tokens);
  return {
    features: columns.slice(0, -2),
    tags: columns.at(-2)!,
    numbers: columns.at(-1)!,
    lengths: batch[0]!.lengths,
  };
}
