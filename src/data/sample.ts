/** Examples of a data set as plain data, for whoever shows them: a terminal, a page. */
import { foldIn, keyOf } from "../base/threefry.ts";
import type { Dataset } from "./dataset.ts";

export type Sample = PictureSample | TableSample | PointSample | SeriesSample | TextSample;

export interface PictureSample {
  readonly kind: "pictures";
  readonly width: number;
  readonly height: number;
  /** Row-major, 0 is background and 255 ink. */
  readonly pictures: readonly { readonly pixels: Uint8Array; readonly caption: string }[];
}

export interface TableSample {
  readonly kind: "table";
  readonly columns: readonly string[];
  /** Numbers and words, as many as there are columns. */
  readonly rows: readonly (readonly (number | string)[])[];
}

export interface PointSample {
  readonly kind: "points";
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: number }[];
  readonly classes: readonly string[];
}

export interface SeriesSample {
  readonly kind: "series";
  readonly from: string;
  readonly to: string;
  readonly curves: readonly { readonly name: string; readonly values: readonly number[] }[];
}

export interface TextSample {
  readonly kind: "text";
  readonly passages: readonly string[];
}

/** `count` different numbers from 0 to `length` - 1, or all where there are fewer, in an order given by `seed`. */
export function chosen(length: number, count: number, seed: number): number[] {
  const picked = new Set<number>();
  for (let draw = 0; picked.size < Math.min(count, length); draw++) {
    picked.add(foldIn(keyOf(seed), draw)[0] % length);
  }
  return [...picked];
}

/** Ten pictures with their classes; `highest` is the value of ink. */
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
