/** Names of emoji and symbols in three languages: short, regular phrases for translation. */
import type { Parts } from "../drawn.ts";
import { type GroupSplit, splitGroups } from "../groups.ts";
import { load } from "../load.ts";
import { chosen } from "../sample.ts";
import type { Bundle, DataOptions, DataSet } from "../set.ts";
import { textOf } from "../text.ts";

// Not cached, because the text needs no decoding.
const bundle: Bundle<"lines"> = {
  set: "emoji-names",
  origin: { kind: "library" },
  files: [
    { name: "names.tsv", length: 396_567, sha256: "8e4a886628edb1b77881492998710abb19658d00df4e5b0e00f9b71e73e697b9" },
  ],
  decode: ([file]) => ({ lines: { data: file!, shape: [file!.length] } }),
};

export const emojiNamesSet: DataSet = {
  name: "emoji-names",
  title: "Emoji names",
  chinese: "表情符号名称",
  summary: "emoji names in English, French and Chinese, such as woman mage: dark skin tone",
  size: "4,342 names",
  source: "Unicode CLDR 48; npm packages cldr-annotations-full and cldr-annotations-derived-full 48.2.0",
  license: "Unicode-3.0",
  citation: "Unicode Common Locale Data Repository, version 48 (2025), annotations",
  bundles: [bundle],
  sample: async (seed) => {
    const names = await emojiNames();
    const passages = chosen(names.length, 8, seed).map((i) => `${names[i]!.en}\n${names[i]!.fr}\n${names[i]!.zh}`);
    return { kind: "text", passages };
  },
};

/** Name of an emoji in three languages. */
export interface EmojiName {
  /** Characters of the emoji, without U+FE0F, which selects the color image. */
  readonly sign: string;
  readonly en: string;
  readonly fr: string;
  readonly zh: string;
}

/**
 * Loads all names. Every emoji and every English name occurs once. Rejects with a DataError if the file is not the
 * original.
 */
export async function emojiNames(options: DataOptions = {}): Promise<readonly EmojiName[]> {
  const { lines } = await load(bundle, options);
  return textOf(lines)
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [sign, en, fr, zh] = line.split("\t") as [string, string, string, string];
      return { sign, en, fr, zh };
    });
}

/** Text and its translation. */
export interface Translation {
  readonly source: string;
  readonly target: string;
}

/** Options of `emojiTranslations`. */
export interface EmojiTranslationOptions extends DataOptions, GroupSplit {
  /** Target language. Default "zh". */
  readonly to?: "fr" | "zh";
  /**
   * Unit of the split. The value "names" holds out single names, whose parts may occur in the training part, such as a
   * skin tone of a profession. The value "bases" holds out base names, the part before the colon, with all variants.
   * Default "names".
   */
  readonly holdOut?: "names" | "bases";
}

/**
 * Loads English names with their translations, in three parts. Rejects with a DataError if the file is not the
 * original, and with an ArgumentError if the fractions are invalid.
 */
export async function emojiTranslations(options: EmojiTranslationOptions = {}): Promise<Parts<readonly Translation[]>> {
  const { to = "zh", holdOut = "names" } = options;
  const pairs = (await emojiNames(options)).map((name): Translation => ({ source: name.en, target: name[to] }));
  return splitGroups(pairs, ({ source }) => (holdOut === "names" ? source : source.split(":")[0]!), options);
}
