/** Samples of data sets as plain data, for display in a terminal or a page. */
import { foldIn, keyOf } from "../base/threefry.ts";
import type { Dataset } from "./dataset.ts";

/** Sample of a data set, for display. */
export type Sample = PictureSample | TableSample | PointSample | SeriesSample | TextSample;

/** Images with captions. */
export interface PictureSample {
  readonly kind: "pictures";
  readonly width: number;
  readonly height: number;
  /** Images with row-major pixels from 0 (background) to 255 (ink). */
  readonly pictures: readonly { readonly pixels: Uint8Array; readonly caption: string }[];
}

/** Rows of a table. */
export interface TableSample {
  readonly kind: "table";
  readonly columns: readonly string[];
  /** Rows of numbers and words, one per column. */
  readonly rows: readonly (readonly (number | string)[])[];
}

/** Labeled points in the plane. */
export interface PointSample {
  readonly kind: "points";
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: number }[];
  readonly classes: readonly string[];
}

/** Curves of a time series between two dates. */
export interface SeriesSample {
  readonly kind: "series";
  readonly from: string;
  readonly to: string;
  readonly curves: readonly { readonly name: string; readonly values: readonly number[] }[];
}

/** Passages of text. */
export interface TextSample {
  readonly kind: "text";
  readonly passages: readonly string[];
}

/** Draws `count` different integers from 0 to `length` - 1, or all if there are fewer, in random order. */
export function chosen(length: number, count: number, seed: number): number[] {
  const picked = new Set<number>();
  for (let draw = 0; picked.size < Math.min(count, length); draw++) {
    picked.add(foldIn(keyOf(seed), draw)[0] % length);
  }
  return [...picked];
}

/** Sample of ten images with their classes. `highest` is the pixel value of ink. */
export function pictureSample(
  { fields, length }: Dataset<readonly unknown[]>,
  classes: readonly string[],
  { width, height, highest = 255, seed }: { width: number; height: number; highest?: number; seed: number },
): PictureSample {
  const [images, labels] = fields.map(({ data }) => data);
  const pictures = chosen(length, 10, seed).map((row) => ({
    pixels: Uint8Array.from(
      images!.subarray(width * height * row, width * height * (row + 1)),
      (value) => (255 * value) / highest,
    ),
    caption: classes[labels![row]!]!,
  }));
  return { kind: "pictures", width, height, pictures };
}
