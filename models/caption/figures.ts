/** Pictures of emoji as facts and as figures, with captions or with attention. */
import type { Picture, Pictures } from "../figure.ts";
import { type Text, name } from "../text.ts";
import { places } from "./attention.ts";
import { type Album, type Captioned, readable } from "./captions.ts";
import type { AttendedPicture, CaptionedPicture } from "./facts.ts";
import { isSame, withoutEnd } from "./measures.ts";
import { grid, side } from "./model.ts";
import { endName } from "./names.ts";

/** Maximum number of correct captions, and of wrong ones. */
const shown = 6;

/** Returns pictures of `part` with generated captions: correct ones, followed by wrong ones. */
export function chosenCaptions(
  album: Album,
  part: Captioned,
  written: readonly (readonly number[])[],
): CaptionedPicture[] {
  const rights = written.map((tokens, row) => isSame(tokens, withoutEnd(part.captions[row]!)));
  return [true, false].flatMap((kind) => {
    const rows = [...written.keys()].filter((row) => rights[row] === kind);
    return evenlySpaced(rows, shown).map((row) => ({
      pixels: pixelsOf(part, row),
      written: readable(album.vocabulary, written[row]!),
      reference: part.names[row]![album.language],
      right: kind,
    }));
  });
}

/** Draws pictures with their captions; wrong ones have the correct caption in brackets. */
export function drawCaptions(title: Text, pictures: readonly CaptionedPicture[]): Pictures {
  const images = pictures.map(({ pixels, written, reference, right }): Picture => ({
    pixels,
    right,
    caption: right ? name(`${written} ✓`) : { en: `${written} ✗ (${reference})`, zh: `${written} ✗（${reference}）` },
  }));
  return { kind: "pictures", title, width: side, height: side, columns: 4, images, scale: "color" };
}

/** Draws a picture, and the same picture for each word, faded where the attention is low. */
export function drawAttention({ pixels, caption, words, weights }: AttendedPicture): Pictures {
  const looks = words.map((word, t) => ({
    pixels: lit(pixels, weights.subarray(t * places, (t + 1) * places)),
    caption: word === "" ? endName : name(word),
  }));
  const images = [{ pixels, caption: "" }, ...looks];
  return { kind: "pictures", title: name(caption), width: side, height: side, columns: 9, images, scale: "color" };
}

/** Returns up to `count` items, evenly spaced. */
export function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  const number = Math.min(count, items.length);
  return Array.from({ length: number }, (_, i) => items[Math.floor((i * items.length) / number)]!);
}

/** Returns the red, green and blue values of each pixel of a picture. */
export function pixelsOf({ pictures }: Captioned, row: number): Uint8Array {
  const size = side ** 2;
  const planes = pictures.fields[0]!.data.subarray(3 * size * row, 3 * size * (row + 1));
  return Uint8Array.from({ length: 3 * size }, (_, i) => planes[(i % 3) * size + Math.floor(i / 3)]!);
}

/** Fades a picture where it is attended to less: `weights` [64] of the positions, in row-major order. */
function lit(pixels: Uint8Array, weights: ArrayLike<number>): number[] {
  const most = Math.max(...Array.from(weights));
  const pixelsOfPlace = side / grid;
  return Array.from(pixels, (value, i) => {
    const pixel = Math.floor(i / 3);
    const [row, column] = [Math.floor(pixel / side), pixel % side].map((at) => Math.floor(at / pixelsOfPlace));
    const share = weights[row! * grid + column!]! / most;
    // A faint image remains at unattended positions for orientation.
    return 255 - (255 - value) * (0.12 + 0.88 * share);
  });
}
