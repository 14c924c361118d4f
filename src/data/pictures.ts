/** Grayscale images with labels, as two arrays of bytes. Data sets in the format of MNIST are stored in IDX files. */
import { adopt, type Tensor } from "../tensor/index.ts";
import { Dataset } from "./dataset.ts";
import { decodeIdx } from "./idx.ts";
import type { Arrays, DataFile } from "./set.ts";
import type { Values } from "./values.ts";

/** Images u8 [n, pixels], row-major, usually from 0 (background) to 255 (ink); labels u8 [n]. */
export type Pictures = Dataset<[images: Tensor, labels: Tensor]>;

/** Training and test parts of an image data set. */
export interface PictureParts {
  /** Training part. Split it if you need a validation part. */
  readonly train: Pictures;
  /** Test part, for the final evaluation only. */
  readonly test: Pictures;
  /** Class names in the order of the labels. */
  readonly classes: readonly string[];
}

/** Names of the arrays of an image data set. */
export type PictureName = "trainImages" | "trainLabels" | "testImages" | "testLabels";

/** Arrays of each part, with one row per example. */
export const pictureRows: readonly (readonly PictureName[])[] = [
  ["trainImages", "trainLabels"],
  ["testImages", "testLabels"],
];

/** Decodes four files in the format of MNIST: images and labels of the training part, then of the test part. */
export function decodePictures(contents: readonly Uint8Array[], files: readonly DataFile[]): Arrays<PictureName> {
  const read = (i: number, rank: number): Values => {
    const { data, shape } = decodeIdx(contents[i]!, rank, files[i]!.name);
    return { data, shape: rank === 1 ? shape : [shape[0]!, shape[1]! * shape[2]!] };
  };
  return { trainImages: read(0, 3), trainLabels: read(1, 1), testImages: read(2, 3), testLabels: read(3, 1) };
}

/** Creates the parts of an image data set from its arrays. */
export function pictureParts(arrays: Arrays<PictureName>, classes: readonly string[]): PictureParts {
  return {
    train: pictures(arrays.trainImages, arrays.trainLabels),
    test: pictures(arrays.testImages, arrays.testLabels),
    classes,
  };
}

/** Creates a data set of images and labels. */
export function pictures(images: Values, labels: Values): Pictures {
  return new Dataset<[Tensor, Tensor]>([images, labels], adopt);
}
