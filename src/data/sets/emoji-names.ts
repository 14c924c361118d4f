/** The names of emoji and signs in three languages: short phrases, put together by rules, to translate. */
import type { Parts } from "../drawn.ts";
import { type GroupSplit, splitGroups } from "../groups.ts";
import { load } from "../load.ts";
import { chosen } from "../sample.ts";
import type { Bundle, DataOptions, DataSet } from "../set.ts";
import { textOf } from "../text.ts";

// Not cached: a text is its bytes already.
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
  title: "Names of emoji",
  chinese: "表情符号名称",
  summary: "short names in English, French and Chinese, such as woman mage: dark skin tone",
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

export interface EmojiName {
  /** The characters that are named, without U+FE0F, which asks for a picture. */
  readonly sign: string;
  readonly en: string;
  readonly fr: string;
  readonly zh: string;
}

/** All names, each of another sign, and no English one twice. Rejects with a DataError where the file is not the original. */
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

export interface Translation {
  readonly source: string;
  readonly target: string;
}

export interface EmojiTranslationOptions extends DataOptions, GroupSplit {
  /** The language to translate to. Default "zh". */
  readonly to?: "fr" | "zh";
  /**
   * What is held out: single names, whose parts may all be known from others (a skin tone of a profession); or bases, the
   * names up to a colon, with all that is made of them. Default "names".
   */
  readonly holdOut?: "names" | "bases";
}

/** English names with their translations. Rejects with a DataError where the file is not the original. */
export async function emojiTranslations(options: EmojiTranslationOptions = {}): Promise<Parts<readonly Translation[]>> {
  const { to = "zh", holdOut = "names" } = options;
  const pairs = (await emojiNames(options)).map((name): Translation => ({ source: name.en, target: name[to] }));
  return splitGroups(pairs, ({ source }) => (holdOut === "names" ? source : source.split(":")[0]!), options);
}
