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

/** Language of captions. */
export type Language = "en" | "zh";

export const languages = { en: "English", zh: "Chinese" } as const satisfies Record<Language, string>;

const special = ["padding", "start", "end", "unknown"] as const;

/**
 * Returns the text of a name to be split into tokens. A colon or comma is a token of its own, so that the preceding
 * word is the same token with and without it.
 */
function textOf(name: EmojiName, language: Language): string {
  return language === "zh" ? name.zh : name.en.replaceAll(/[:,]/g, " $&");
}

/** Pictures with captions. */
export interface Captioned {
  /** Pictures u8 [n, 3, 32, 32] with their categories. */
  readonly pictures: Dataset<[images: Tensor, labels: Tensor]>;
  /** Tokens of each caption, including the end token. */
  readonly captions: readonly Int32Array[];
  readonly names: readonly EmojiName[];
}

/** All parts of the data set in one language. */
export interface Album {
  readonly language: Language;
  readonly vocabulary: Vocabulary;
  readonly train: Captioned;
  readonly validation: Captioned;
  readonly combinations: Captioned;
  readonly unseen: Captioned;
  /** Length in tokens of the longest training caption, including the end token. */
  readonly longest: number;
}

/** Loads the pictures with captions in a language. The vocabulary contains the tokens of the training captions only. */
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

/** Returns the text of a caption without special tokens. */
export function readable(vocabulary: Vocabulary, tokens: ArrayLike<number>): string {
  return vocabulary.decode(tokens).replaceAll(/ ([:,])/g, "$1");
}

/** Pictures u8 [n, 3, 32, 32], and captions i32 [n, width]: y_1 … y_C, followed by padding. */
export type Examples = Dataset<[pictures: Tensor, captions: Tensor]>;

/** Pads all captions to the length of the longest one. */
export function examplesOf({ vocabulary }: Album, { pictures, captions }: Captioned): Examples {
  const width = Math.max(...captions.map(({ length }) => length));
  const tokens = new Int32Array(captions.length * width).fill(vocabulary.token("padding"));
  captions.forEach((caption, row) => tokens.set(caption, row * width));
  return pictures.with(1, { data: tokens, shape: [captions.length, width] });
}

/** Returns y_0 … y_{C-1} for captions y_1 … y_C, where y_0 is the start token. */
export function before(captions: Tensor, start: number): Tensor {
  const [count, width] = captions.shape as [number, number];
  return concat([full([count, 1], start, "i32"), captions.slice(null, [0, width - 1])], 1);
}
