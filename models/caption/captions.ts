/** Pictures with their captions as tokens: words in English, characters in Chinese. */
import { Tensor, concat, full } from "hebb";
import {
  type Dataset,
  type EmojiName,
  type EmojiPictures,
  Sequences,
  type Vocabulary,
  characterVocabulary,
  emojiPictures,
  wordVocabulary,
} from "hebb/data";

export type Language = "en" | "zh";

export const languages = { en: "English", zh: "Chinese" } as const satisfies Record<Language, string>;

const special = ["padding", "start", "end", "unknown"] as const;

/** A name as its vocabulary cuts it; a colon or comma is a word, so that the word before it is one word with and without. */
function textOf(name: EmojiName, language: Language): string {
  return language === "zh" ? name.zh : name.en.replaceAll(/[:,]/g, " $&");
}

export interface Captioned {
  /** u8 [n, 3, 32, 32] and a category each. */
  readonly pictures: Dataset<[images: Tensor, labels: Tensor]>;
  /** The tokens of each caption, with the end. */
  readonly captions: readonly Int32Array[];
  readonly names: readonly EmojiName[];
}

export interface Album {
  readonly language: Language;
  readonly vocabulary: Vocabulary;
  readonly train: Captioned;
  readonly validation: Captioned;
  readonly combinations: Captioned;
  readonly unseen: Captioned;
  /** Tokens of the longest caption of the training, with the end. */
  readonly longest: number;
}

/** The vocabulary has the tokens of the training captions alone. */
export async function readAlbum(language: Language, { cut }: { readonly cut: boolean }): Promise<Album> {
  const { train, validation, combinations, unseen } = await emojiPictures({ cut });
  const texts = train.names.map((name) => textOf(name, language));
  const vocabulary =
    language === "zh" ? characterVocabulary(texts.join(""), { special }) : wordVocabulary(texts.join(" "), { special });
  const end = vocabulary.token("end");
  const captioned = ({ pictures, names }: EmojiPictures): Captioned => ({
    pictures,
    names,
    captions: names.map((name) => Int32Array.of(...vocabulary.encode(textOf(name, language)), end)),
  });
  const known = captioned(train);
  return {
    language,
    vocabulary,
    train: known,
    validation: captioned(validation),
    combinations: captioned(combinations),
    unseen: captioned(unseen),
    longest: Math.max(...known.captions.map(({ length }) => length)),
  };
}

/** Tokens as people read them, without what stands for no text. */
export function readable(vocabulary: Vocabulary, tokens: ArrayLike<number>): string {
  return vocabulary.decode(tokens).replaceAll(/ ([:,])/g, "$1");
}

export interface Batch {
  /** u8 [n, 3, 32, 32]. */
  readonly pictures: Tensor;
  /** i32 [n, width], y_1 … y_C, and padding behind. */
  readonly captions: Tensor;
  /** i32 [n], C. */
  readonly lengths: Tensor;
}

export interface BatchSettings {
  readonly size: number;
  readonly epochs: number;
  readonly seed: number;
}

/**
 * Batches in a new order in each epoch, of captions whose lengths agree up to a multiple of 8. What fills no batch is left
 * out for the epoch: pictures put in to fill it would count in batch normalisation.
 */
export async function* shuffled(part: Captioned, { size, epochs, seed }: BatchSettings): AsyncGenerator<Batch> {
  const rows = part.captions.map((_, row) => [row]);
  const examples = new Sequences<[captions: Int32Array, rows: number[]]>([part.captions, rows]);
  for (const [captions, drawn] of examples.batches(size, { epochs, seed, last: "drop" })) {
    // Rows are sequences of one, with padding behind.
    const chosen = await drawn.tokens.slice(null, [0, 1]).array();
    const pictures = part.pictures.select(Int32Array.from(chosen)).field(0);
    yield { pictures, captions: captions.tokens, lengths: captions.lengths };
  }
}

/** All examples as one batch, in their order. */
export function together({ pictures, captions }: Captioned): Batch {
  const width = Math.max(...captions.map(({ length }) => length));
  const tokens = new Int32Array(captions.length * width);
  captions.forEach((caption, row) => tokens.set(caption, row * width));
  return {
    pictures: pictures.field(0),
    captions: Tensor.from(tokens, [captions.length, width], "i32"),
    lengths: Tensor.from(Int32Array.from(captions, ({ length }) => length)),
  };
}

/** y_0 … y_{C-1} for captions y_1 … y_C. */
export function before(captions: Tensor, start: number): Tensor {
  const [count, width] = captions.shape as [number, number];
  return concat([full([count, 1], start, "i32"), captions.slice(null, [0, width - 1])], 1);
}
