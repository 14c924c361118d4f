/** Digits of 8 x 8 pixels, small enough to inspect every number in a network (Alpaydin, Kaynak, 1998). */
import { adopt, type Tensor } from "../../tensor/index.ts";
import { decodeCsv, numberIn } from "../csv.ts";
import { Dataset } from "../dataset.ts";
import { stratified } from "../folds.ts";
import { load } from "../load.ts";
import type { PictureParts } from "../pictures.ts";
import { pictureSample } from "../sample.ts";
import type { Arrays, Bundle, DataOptions, DataSet } from "../set.ts";

const source = "digits.csv";
const tested = 360;

const bundle: Bundle<"images" | "labels"> = {
  set: "digits",
  origin: { kind: "library" },
  files: [
    { name: source, length: 264_712, sha256: "6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8" },
  ],
  decode: ([file]) => decode(file!),
  layout: 1,
};

const classes = Array.from({ length: 10 }, (_, digit) => String(digit));

export const digitsSet: DataSet = {
  name: "digits",
  title: "Digits of 8 x 8 pixels",
  chinese: "8 × 8 手写数字",
  summary: "handwritten digits, 8 x 8 pixels with values from 0 to 16",
  size: "1,437 training digits, 360 test digits",
  source:
    "E. Alpaydin, C. Kaynak, UCI repository (test part, 13 writers); copy of scikit-learn 1.2.1 (Debian python3-sklearn)",
  license: "BSD-3-Clause",
  citation: "E. Alpaydin, C. Kaynak: Cascading classifiers. Kybernetika 34 (1998)",
  bundles: [bundle],
  sample: async (seed) => {
    const { train } = await digits();
    return pictureSample(train, classes, { width: 8, height: 8, highest: 16, seed });
  },
};

/** Options of `digits`. */
export interface DigitsOptions extends DataOptions {
  /** Random seed of the split. Default 0. */
  readonly seed?: number;
}

/**
 * Loads digits of 8 x 8 pixels: images u8 [n, 64] from 0 to 16, labels u8 [n]. A stratified random split has 1,437
 * training and 360 test digits. The writers are not recorded, so the same writer may be in both parts. Rejects with a
 * DataError if the file is not the original.
 */
export async function digits({ seed = 0, ...options }: DigitsOptions = {}): Promise<PictureParts> {
  const { images, labels } = await load(bundle, options);
  const all = new Dataset<[Tensor, Tensor]>([images, labels], adopt);
  const [test, train] = stratified(all, tested, seed);
  return { train, test, classes };
}

function decode(file: Uint8Array): Arrays<"images" | "labels"> {
  const rows = decodeCsv(file, source);
  const pixels = rows.flatMap((cells) => cells.slice(0, 64).map((cell) => numberIn(cell, source)));
  const labels = rows.map((cells) => numberIn(cells[64]!, source));
  return {
    images: { data: Uint8Array.from(pixels), shape: [rows.length, 64] },
    labels: { data: Uint8Array.from(labels), shape: [rows.length] },
  };
}
