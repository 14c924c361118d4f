/** The Brown corpus for taggers: texts that are trained on, and others to choose by and to test by, with universal tags. */
import { type Padded, Sequences, type TaggedSentence, brown, universalTag, universalTags } from "hebb/data";
import { Lexicon } from "./words.ts";

/** Sentences with what a tagger reads of them, and what it is to say. Words are counted through all of them. */
export interface Part {
  readonly sentences: readonly TaggedSentence[];
  /** Features of words, tags, and the number of the word, in this order. */
  readonly sequences: Sequences<readonly unknown[]>;
  /** Of all words: places in `universalTags`. */
  readonly tags: Int32Array;
}

export interface Corpus {
  readonly lexicon: Lexicon;
  readonly train: Part;
  readonly validation: Part;
  readonly test: Part;
}

/** Longer sentences, 2 % of all, are not trained on: each width of a batch takes a program of its own. */
const longest = 56;

/**
 * A share of the training texts and one of the others, spread over all genres. A text is in one part only, and always in
 * the same one, so that what is chosen by the validation texts is never tested by texts that it was trained on.
 */
export async function corpusOf(share: number, heldOut: number = share): Promise<Corpus> {
  const parts = await brown();
  const chosen = (sentences: readonly TaggedSentence[], part: number) => {
    const texts = [...new Set(sentences.map(({ file }) => file))];
    const kept = new Set(texts.filter((_, i) => Math.floor((i + 1) * part) > Math.floor(i * part)));
    return sentences.filter(({ file }) => kept.has(file));
  };
  const train = chosen(parts.train, share);
  const lexicon = new Lexicon(train);
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

export function partOf(sentences: readonly TaggedSentence[], lexicon: Lexicon): Part {
  const features = sentences.map(({ words }) => lexicon.encode(words));
  const tags = sentences.map((sentence) => sentence.tags.map((tag) => universalTags.indexOf(universalTag(tag))));
  let count = 0;
  const numbers = tags.map((own) => own.map(() => count++));
  const fields = [...lexicon.sizes.map((_, i) => features.map((own) => own[i]!)), tags, numbers];
  return { sentences, sequences: new Sequences(fields), tags: Int32Array.from(tags.flat()) };
}

/** A batch of `Part.sequences`, apart. */
export function columnsOf(batch: readonly Padded[]) {
  const columns = batch.map(({ tokens }) => tokens);
  return {
    features: columns.slice(0, -2),
    tags: columns.at(-2)!,
    numbers: columns.at(-1)!,
    lengths: batch[0]!.lengths,
  };
}
