/** Attention weights for given captions, and the effect on a word of hiding parts of the picture. */
import { ArgumentError, Tensor, compile, observe } from "hebb";
import { type Album, type Captioned, before, examplesOf } from "./captions.ts";
import { type Captioner, grid, side } from "./model.ts";

/** Number of positions that are attended to. */
export const places = grid ** 2;

/** Returns the attention weights α of each picture by word and position, with the given captions as decoder input. */
export async function attentionOf(model: Captioner, album: Album, part: Captioned): Promise<Float32Array[][]> {
  const start = album.vocabulary.token("start");
  const look = compile((pictures: Tensor, captions: Tensor) => {
    const [, seen] = observe(() => model.forward(pictures, before(captions, start)));
    return seen["decoder.attention"]!.transpose(0, 1);
  });
  const examples = examplesOf(album, part);
  const values = (await look(examples.field(0), examples.field(1)).array()) as Float32Array;
  const width = examples.fields[1]!.shape[1]!;
  return part.captions.map(({ length }, row) =>
    Array.from({ length }, (_, t) => {
      const at = (row * width + t) * places;
      return values.subarray(at, at + places);
    }),
  );
}

/** Returns the index in each caption of the first word for a skin tone: the word before "skin". */
export function toneWords({ vocabulary }: Album, { captions }: Captioned): number[] {
  const [skin] = vocabulary.encode("skin");
  return captions.map((caption) => caption.indexOf(skin!) - 1);
}

/** Returns the position, from 0 to 63, of an element of a picture's planes. */
function placeOf(value: number): number {
  const length = side / grid;
  const [y, x] = [Math.floor((value % side ** 2) / side), value % side];
  return Math.floor(y / length) * grid + Math.floor(x / length);
}

/** Returns the amount of ink at each position of each picture: the mean difference of its pixels from white. */
export function inkOf({ pictures }: Captioned): Float32Array[] {
  const pixels = pictures.fields[0]!.data;
  const values = 3 * side ** 2;
  return Array.from({ length: pictures.length }, (_, row) => {
    const ink = new Float32Array(places);
    for (let i = 0; i < values; i++) ink[placeOf(i)]! += ((255 - pixels[values * row + i]!) * places) / values;
    return ink;
  });
}

/** Parts of pictures to hide. */
export interface Hiding {
  /** Hidden positions of each picture. */
  readonly places: readonly (readonly number[])[];
  /**
   * "pixels" paints the positions white; "annotations" sets their annotations to zero, which also hides what they
   * contain of neighboring pixels.
   */
  readonly of: "pixels" | "annotations";
}

/**
 * Returns the probability of the word at `words[row]` of each given caption, optionally with parts of the picture
 * hidden. Rejects with an ArgumentError if the captioner has no encoder.
 */
export async function probabilities(
  model: Captioner,
  album: Album,
  part: Captioned,
  { words, hiding }: { readonly words: readonly number[]; readonly hiding?: Hiding },
): Promise<number[]> {
  const { encoder, decoder } = model;
  if (encoder === null) throw new ArgumentError("this captioner has no encoder, so there is nothing to hide");
  const start = album.vocabulary.token("start");
  const predict = compile((pictures: Tensor, shown: Tensor, captions: Tensor, at: Tensor) => {
    const view = decoder.view(encoder.forward(pictures).mul(shown.unsqueeze(-1)));
    const chances = decoder.forward(view, before(captions, start)).softmax(); // [n, C, tokens]
    const own = chances.mul(captions.oneHot(album.vocabulary.size)).sum(-1); // probabilities of the given words
    return own.mul(at.oneHot(captions.shape[1]!)).sum(-1);
  });
  const nothing = part.captions.map((): number[] => []);
  const hidden = (of: Hiding["of"]) => (hiding?.of === of ? hiding.places : nothing);
  const shown = new Float32Array(places * nothing.length).fill(1);
  hidden("annotations").forEach((own, row) => own.forEach((place) => (shown[places * row + place] = 0)));
  const values = await predict(
    painted(part, hidden("pixels")),
    Tensor.from(shown, [nothing.length, places]),
    examplesOf(album, part).field(1),
    Tensor.from(Int32Array.from(words)),
  ).array();
  return [...values];
}

/** Returns the pictures u8 [n, 3, 32, 32] with the given positions of each painted white. */
function painted({ pictures }: Captioned, covered: readonly (readonly number[])[]): Tensor {
  const { data, shape } = pictures.fields[0]!;
  const pixels = Uint8Array.from(data);
  const values = 3 * side ** 2;
  covered.forEach((own, row) => {
    const white = new Set(own);
    for (let i = 0; i < values; i++) if (white.has(placeOf(i))) pixels[values * row + i] = 255;
  });
  return Tensor.from(pixels, shape, "u8");
}
