/** Emoji images with their names: small drawings with captions in three languages. */
import { foldIn, keyOf } from "../../base/threefry.ts";
import { adopt, type Tensor } from "../../tensor/index.ts";
import { Dataset } from "../dataset.ts";
import { splitGroups } from "../groups.ts";
import { decodeIdx } from "../idx.ts";
import { load } from "../load.ts";
import { decodePng } from "../png.ts";
import { chosen } from "../sample.ts";
import type { Arrays, Bundle, DataOptions, DataSet } from "../set.ts";
import { bytesOf, textOf } from "../text.ts";
import { type EmojiName, emojiNames } from "./emoji-names.ts";

/** Side length of an image in pixels, and that of its cell in the sheet, including a border. */
const [size, cell] = [32, 34];

const set = "emoji-pictures";

const all: Bundle<"images" | "records"> = {
  set,
  part: "all",
  origin: { kind: "npm", package: "emoji-datasource-twitter", version: "16.0.0", directory: "" },
  files: [
    {
      name: "emoji.json",
      length: 1_313_457,
      sha256: "1d602e65be88772bf8cc368ce16b855d719eeddbafe128d471b80203f494d29f",
    },
    {
      name: "img/twitter/sheets/32.png",
      length: 4_901_480,
      sha256: "2767ef2e87cbfb6cc12ac46596c339549afaf0ae8771cf51100c8853f6bde632",
    },
  ],
  decode: ([list, sheet]) => decode(list!, sheet!),
  layout: 1,
};

// Not cached, because the files already are raw arrays.
const cut: Bundle<"images" | "records"> = {
  set,
  part: "cut",
  origin: { kind: "library" },
  files: [
    {
      name: "cut-images-idx4-ubyte",
      length: 884_756,
      sha256: "78063f75c70b3cdc9f53897d5dc75ae7dfb8e0ba990cad69e6fc25698143c165",
    },
    {
      name: "cut-records.tsv",
      length: 11_597,
      sha256: "6cc92af3428c63f49322b793973843153fedb9f8f16f3cae168b06b97b16e6b0",
    },
  ],
  decode: ([images, records]) => ({
    images: decodeIdx(images!, 4, "cut-images-idx4-ubyte"),
    records: { data: records!, shape: [records!.length] },
  }),
};

export const emojiPicturesSet: DataSet = {
  name: set,
  title: "Emoji images with captions",
  chinese: "表情符号图片与描述",
  summary: "color images of 32 x 32 pixels, with their names in English, French and Chinese",
  size: "3,786 images of 1,911 emoji in 10 categories, 1,875 of them with skin tones; the cut has 288 images of 48 emoji",
  source:
    "Twitter and contributors (Twemoji); npm package emoji-datasource-twitter 16.0.0; the cut is included in the library; names of Unicode CLDR",
  license: "CC-BY-4.0 (images), Unicode-3.0 (names)",
  citation: "Twitter, Inc. and other contributors: Twemoji; C. Henderson: emoji-datasource-twitter 16.0.0",
  bundles: [cut, all],
  sample: async (seed) => {
    const { train } = await emojiPictures({ cut: true });
    const [field] = train.pictures.fields;
    const pictures = chosen(train.names.length, 10, seed).map((row) => ({
      pixels: ink(field!.data.subarray(3 * size * size * row, 3 * size * size * (row + 1)) as Uint8Array),
      caption: train.names[row]!.en,
    }));
    return { kind: "pictures", width: size, height: size, pictures };
  },
};

/** Options of `emojiPictures`. */
export interface EmojiPictureOptions extends DataOptions {
  /**
   * Load only the part included in the library: 16 activities, each of a man, a woman and a person, in six variants.
   * Default false.
   */
  readonly cut?: boolean;
  /** Random seed of the split. Default 0. */
  readonly seed?: number;
}

/** Part of the emoji images. */
export interface EmojiPictures {
  /** Images u8 [n, 3, 32, 32], RGB on white; labels u8 [n], indices into the list of categories. */
  readonly pictures: Dataset<[images: Tensor, labels: Tensor]>;
  /** Name of each image. */
  readonly names: readonly EmojiName[];
}

/** Training part and three held-out parts. */
export interface EmojiPictureParts {
  /** Training part. */
  readonly train: EmojiPictures;
  /** Validation part: unseen combinations of emoji and skin tone, as in `combinations`. */
  readonly validation: EmojiPictures;
  /** Test part of combinations: the training part has these emoji, but not with these skin tones. */
  readonly combinations: EmojiPictures;
  /**
   * Test part of emoji that are not in the training part in any variant. A related emoji, such as a woman for a man,
   * may be.
   */
  readonly unseen: EmojiPictures;
  /** Category names in the order of the labels. */
  readonly categories: readonly string[];
}

/**
 * Fraction of unseen emoji, and fraction of the other images with skin tones in each of the two parts of combinations.
 */
const [unseenShare, combinationShare] = [0.1, 0.1];

/**
 * Loads the images with their names, in a training part and three held-out parts. Rejects with a DataError if a file is
 * missing or not the original.
 */
export async function emojiPictures(options: EmojiPictureOptions = {}): Promise<EmojiPictureParts> {
  const { seed = 0, source } = options;
  const { images, records } = await load(options.cut === true ? cut : all, options);
  const names = await emojiNames({ source });
  const entries = textOf(records)
    .split("\n")
    .map((line, row): Entry => {
      const [sign, base, category] = line.split("\t") as [string, string, string];
      return { row, sign, base, category };
    });
  const bySign = new Map(names.map((name) => [name.sign, name]));
  const categories = [...new Set(entries.map(({ category }) => category))].sort();
  const whole = new Dataset<[Tensor, Tensor]>(
    [
      images,
      { data: Uint8Array.from(entries, ({ category }) => categories.indexOf(category)), shape: [entries.length] },
    ],
    adopt,
  );
  const part = (own: readonly Entry[]): EmojiPictures => ({
    pictures: whole.select(Int32Array.from(own, ({ row }) => row)),
    names: own.map(({ sign }) => bySign.get(sign) ?? bySign.get(sign.replaceAll("\uFE0F", ""))!),
  });
  const seeds = [0, 1].map((n) => foldIn(keyOf(seed), n)[0]) as [number, number];
  const known = splitGroups(entries, ({ base }) => base, { validation: 0, test: unseenShare, seed: seeds[0] });
  const toned = known.train.filter(({ sign, base }) => sign !== base);
  const held = splitGroups(toned, ({ sign }) => sign, {
    validation: combinationShare,
    test: combinationShare,
    seed: seeds[1],
  });
  const left = new Set([...held.validation, ...held.test]);
  return {
    train: part(known.train.filter((entry) => !left.has(entry))),
    validation: part(held.validation),
    combinations: part(held.test),
    unseen: part(known.test),
    categories,
  };
}

interface Entry {
  readonly row: number;
  readonly sign: string;
  /** Sign without skin tones. */
  readonly base: string;
  readonly category: string;
}

/** Cell of the sheet, in the list of the package. */
interface Cell {
  /** Code points, such as "1F9D9-1F3FB". */
  readonly unified: string;
  readonly sheet_x: number;
  readonly sheet_y: number;
}

type Listed = Cell & { readonly category: string; readonly skin_variations?: Readonly<Record<string, Cell>> };

async function decode(list: Uint8Array, sheet: Uint8Array): Promise<Arrays<"images" | "records">> {
  const { data, width } = await decodePng(sheet, "img/twitter/sheets/32.png");
  const emoji = JSON.parse(new TextDecoder().decode(list)) as readonly Listed[];
  const entries = emoji.flatMap((base) =>
    [base, ...Object.values(base.skin_variations ?? {})].map((own) => ({ ...own, base })),
  );
  const images = new Uint8Array(entries.length * 3 * size * size);
  for (const [i, { sheet_x: column, sheet_y: row }] of entries.entries()) {
    for (let pixel = 0; pixel < size * size; pixel++) {
      const [x, y] = [column * cell + 1 + (pixel % size), row * cell + 1 + Math.floor(pixel / size)];
      const at = 4 * (y * width + x);
      const opacity = data[at + 3]! / 255;
      for (let channel = 0; channel < 3; channel++) {
        images[(3 * i + channel) * size * size + pixel] = Math.round(255 + opacity * (data[at + channel]! - 255));
      }
    }
  }
  const lines = entries.map(({ unified, base }) => `${signOf(unified)}\t${signOf(base.unified)}\t${base.category}`);
  return { images: { data: images, shape: [entries.length, 3, size, size] }, records: bytesOf(lines.join("\n")) };
}

const signOf = (unified: string) => String.fromCodePoint(...unified.split("-").map((code) => parseInt(code, 16)));

/** Converts a color image to grayscale on white. */
function ink(pixels: Uint8Array): Uint8Array {
  const at = (channel: number, i: number) => pixels[channel * size * size + i]!;
  // Luma weights of ITU-R BT.601.
  return Uint8Array.from(
    { length: size * size },
    (_, i) => 255 - (0.299 * at(0, i) + 0.587 * at(1, i) + 0.114 * at(2, i)),
  );
}
