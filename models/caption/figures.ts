/** Pictures of emoji as figures, with captions or with attention. */
import type { Picture, Pictures } from "../figure.ts";
import { type Album, type Captioned, readable } from "./captions.ts";
import { isSame, withoutEnd } from "./measures.ts";
import { grid, side } from "./model.ts";

/** Maximum number of correct captions, and of wrong ones. */
const shown = 6;

/** Draws pictures of `part` with generated captions: correct ones, and wrong ones with the given caption. */
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

/** Returns up to `count` items, evenly spaced. */
export function evenlySpaced<T>(items: readonly T[], count: number): T[] {
  const number = Math.min(count, items.length);
  return Array.from({ length: number }, (_, i) => items[Math.floor((i * items.length) / number)]!);
}

/** Returns the red, green and blue values of each pixel of a picture. */
export function pixelsOf({ pictures }: Captioned, row: number): number[] {
  const size = side ** 2;
  const planes = pictures.fields[0]!.data.subarray(3 * size * row, 3 * size * (row + 1));
  return Array.from({ length: 3 * size }, (_, i) => planes[(i % 3) * size + Math.floor(i / 3)]!);
}

/** Fades a picture where it is attended to less: `weights` [64] of the positions, in row-major order. */
export function lit(pixels: readonly number[], weights: ArrayLike<number>): number[] {
  const most = Math.max(...Array.from(weights));
  const pixelsOfPlace = side / grid;
  return pixels.map((value, i) => {
    const pixel = Math.floor(i / 3);
    const [row, column] = [Math.floor(pixel / side), pixel % side].map((at) => Math.floor(at / pixelsOfPlace));
    const share = weights[row! * grid + column!]! / most;
    // A faint image remains at unattended positions for orientation.
    return 255 - (255 - value) * (0.12 + 0.88 * share);
  });
}
