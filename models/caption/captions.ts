/** Pictures with their captions as tokens: words in English, characters in Chinese. */
import { type Tensor, concat, full } from "hebb";
import {
  type Dataset,
  type EmojiName,
  type EmojiPictures,
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

/** Pictures u8 [n, 3, 32, 32], and captions i32 [n, width]: y_1 … y_C, and padding behind. */
export type Examples = Dataset<[pictures: Tensor, captions: Tensor]>;

/** All captions as wide as the longest. */
export function examplesOf({ vocabulary }: Album, { pictures, captions }: Captioned): Examples {
  const width = Math.max(...captions.map(({ length }) => length));
  const tokens = new Int32Array(captions.length * width).fill(vocabulary.token("padding"));
  captions.forEach((caption, row) => tokens.set(caption, row * width));
  return pictures.with(1, { data: tokens, shape: [captions.length, width] });
}

/** y_0 … y_{C-1} for captions y_1 … y_C. */
export function before(captions: Tensor, start: number): Tensor {
  const [count, width] = captions.shape as [number, number];
  return concat([full([count, 1], start, "i32"), captions.slice(null, [0, width - 1])], 1);
}
