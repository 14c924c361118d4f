/** Look: the caption of a held-out emoji with a square of it hidden, and where the decoder looks for each word. */
import { ArgumentError } from "hebb";
import type { Panels } from "../../figure.ts";
import { type Inputs, defineLook } from "../../look.ts";
import { count, number, percent } from "../../quantity.ts";
import { savedSettings } from "../../shared/saved.ts";
import { cases, name, paragraph, say, text } from "../../text.ts";
import { attentionOf, places } from "../attention.ts";
import { type Album, type Captioned, readAlbum, readable } from "../captions.ts";
import type { AttendedPicture } from "../facts.ts";
import { drawAttention, pixelsOf } from "../figures.ts";
import { Captioner, side } from "../model.ts";
import { type SavedCaptioner, savedCaptioner } from "../saved-captioner.ts";
import { writeCaptions } from "../writing.ts";

const inputs = {
  picture: {
    kind: "number",
    label: text("number of the picture, counted from zero", "图片的编号，从零数起"),
    value: 0,
    min: 0,
    max: 400,
    integer: true,
  },
  language: {
    kind: "text",
    label: text("language of the caption: en or zh", "描述的语言：en（英文）或 zh（中文）"),
    value: "en",
    longest: 2,
  },
  size: {
    kind: "number",
    label: text("side of the hidden square in pixels; zero hides nothing", "遮住的方块边长（像素），零表示不遮"),
    value: 0,
    min: 0,
    max: side,
    integer: true,
  },
  left: {
    kind: "number",
    label: text("left edge of the square", "方块左边的位置"),
    value: 0,
    min: 0,
    max: side - 1,
    integer: true,
  },
  top: {
    kind: "number",
    label: text("top edge of the square", "方块上边的位置"),
    value: 0,
    min: 0,
    max: side - 1,
    integer: true,
  },
} as const satisfies Inputs;

interface HidingFacts {
  readonly reference: string;
  /** Caption of the whole picture, and of the picture with the hidden square. */
  readonly before: AttendedPicture;
  readonly after: AttendedPicture;
  readonly outcome: "nothing hidden" | "same" | "changed";
  /** Side of the hidden square in pixels. */
  readonly size: number;
  /** The largest attention of one position in the last picture. */
  readonly largest: number;
}

export const hiding = defineLook({
  question: {
    en: "Which caption is written if a part of the picture is hidden, and where does the network look?",
    zh: "遮住图片的一块，描述会变成什么，网络看的又是哪里？",
  },
  inputs,

  async view({ picture, language, size, left, top }, saved): Promise<HidingFacts> {
    if (language !== "en" && language !== "zh") {
      throw new ArgumentError(`language was given "${language}"`, { rule: "It must be en or zh." });
    }
    const files = await saved();
    const { cut, sizes } = await savedSettings<SavedCaptioner>(files, savedCaptioner(language));
    const album = await readAlbum(language, { cut });
    const part = one(album.combinations, picture);
    const model = await files.load(`captioner-${language}`, new Captioner(sizes));
    const before = await described(model, album, part);
    const after = size === 0 ? before : await described(model, album, covered(part, { left, top, size }));
    const same = before.caption === after.caption ? "same" : "changed";
    return {
      reference: part.names[0]![language],
      before,
      after,
      outcome: size === 0 ? "nothing hidden" : same,
      size,
      largest: Math.max(0, ...after.weights),
    };
  },

  words({ reference, before, after, outcome, size, largest }) {
    const [whole, hidden] = [name(before.caption), count(size, "pixel", "pixels", "个像素")];
    return paragraph(
      cases(outcome, {
        "nothing hidden": () =>
          say({ whole }, "The network describes the picture as “{whole}”.", "网络对这张图的描述是“{whole}”。"),
        same: () =>
          say(
            { whole, hidden },
            "With a square of {hidden} hidden, the caption remains “{whole}”.",
            "遮住边长 {hidden}的方块，描述还是“{whole}”。",
          ),
        changed: () =>
          say(
            { whole, hidden, changed: name(after.caption) },
            "With a square of {hidden} hidden, “{whole}” becomes “{changed}”.",
            "遮住边长 {hidden}的方块，描述从“{whole}”变成“{changed}”。",
          ),
      }),
      say(
        { reference: name(reference), largest: percent(largest), places: number(places) },
        "The correct caption is “{reference}”. The largest attention of one of the {places} positions is {largest}.",
        "正确的描述是“{reference}”。{places} 个位置里，单个位置得到的最大注意力是 {largest}。",
      ),
    );
  },

  figure: ({ before, after, outcome }): Panels => ({
    kind: "panels",
    title: text("Attention for each word of the caption", "写描述的每个词时的注意力"),
    columns: 1,
    panels: (outcome === "nothing hidden" ? [before] : [before, after]).map(drawAttention),
  }),
});

/** Returns the part with this picture only. */
function one({ pictures, captions, names }: Captioned, row: number): Captioned {
  if (row >= names.length) {
    throw new ArgumentError(`picture was given ${row}, but there are ${names.length} held-out pictures`, {
      rule: `It must be an integer from 0 to ${names.length - 1}.`,
    });
  }
  return { pictures: pictures.select(Int32Array.of(row)), captions: [captions[row]!], names: [names[row]!] };
}

/** Returns the picture with a square painted white. */
function covered(part: Captioned, { left, top, size }: Readonly<Record<"left" | "top" | "size", number>>): Captioned {
  const { data, shape } = part.pictures.fields[0]!;
  const isHidden = (i: number) => {
    const [y, x] = [Math.floor((i % side ** 2) / side), i % side];
    return x >= left && x < left + size && y >= top && y < top + size;
  };
  const pixels = Uint8Array.from(data, (value, i) => (isHidden(i) ? 255 : value));
  return { ...part, pictures: part.pictures.with(0, { data: pixels, shape }) };
}

async function described(model: Captioner, album: Album, part: Captioned): Promise<AttendedPicture> {
  const [tokens] = await writeCaptions(model, album, part.pictures.field(0));
  const caption = Int32Array.of(...tokens!, album.vocabulary.token("end"));
  const [weights] = await attentionOf(model, album, { ...part, captions: [caption] });
  return {
    pixels: pixelsOf(part, 0),
    caption: readable(album.vocabulary, tokens!),
    words: tokens!.map((token) => album.vocabulary.label(token).replace(" ", "␣")),
    weights: Float32Array.from(weights!.slice(0, -1).flatMap((own) => [...own])),
  };
}
