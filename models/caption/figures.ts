/** Pictures of emoji as figures: with their captions, or only where a decoder looks. */
import type { Picture, Pictures } from "../figure.ts";
import { type Album, type Captioned, readable } from "./captions.ts";
import { isSame, withoutEnd } from "./measures.ts";
import { grid, side } from "./model.ts";

/** Of each kind, right and wrong. */
const shown = 6;

/** Some pictures of `part` with what was written of them: right ones, and wrong ones with the given caption. */
export function pictureOfCaptions(
  album: Album,
  part: Captioned,
  { title, written }: { readonly title: string; readonly written: readonly (readonly number[])[] },
): Pictures {
  const images = written.map((tokens, row): Picture => {
    const right = isSame(tokens, withoutEnd(part.captions[row]!));
    const text = readable(album.vocabulary, tokens);
    const given = part.names[row]![album.language];
    const pixels = pixelsOf(part, row);
    return { pixels, right, caption: right ? `${text} ✓` : `${text} ✗ (${given})` };
  });
  const chosen = [true, false].flatMap((kind) =>
    evenlySpaced(
      images.filter(({ right }) => right === kind),
      shown,
    ),
  );
  return { kind: "pictures", title, width: side, height: side, columns: 4, images: chosen, scale: "color" };
}

/** As many as `count` of them, evenly spaced. */
export function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  const number = Math.min(count, items.length);
  return Array.from({ length: number }, (_, i) => items[Math.floor((i * items.length) / number)]!);
}

/** Red, green and blue of each pixel of a picture. */
export function pixelsOf({ pictures }: Captioned, row: number): number[] {
  const size = side ** 2;
  const planes = pictures.fields[0]!.data.subarray(3 * size * row, 3 * size * (row + 1));
  return Array.from({ length: 3 * size }, (_, i) => planes[(i % 3) * size + Math.floor(i / 3)]!);
}

/** The picture, the paler the less it is looked at: `weights` [64] of the places, row by row. */
export function lit(pixels: readonly number[], weights: ArrayLike<number>): number[] {
  const most = Math.max(...Array.from(weights));
  const pixelsOfPlace = side / grid;
  return pixels.map((value, i) => {
    const pixel = Math.floor(i / 3);
    const [row, column] = [Math.floor(pixel / side), pixel % side].map((at) => Math.floor(at / pixelsOfPlace));
    const share = weights[row! * grid + column!]! / most;
    // Something is left of what is not looked at, so that one sees where it is.
    return 255 - (255 - value) * (0.12 + 0.88 * share);
  });
}
