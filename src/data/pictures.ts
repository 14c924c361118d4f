/** Gray pictures with a class each, as two arrays of bytes; those of MNIST's family lie in IDX files. */
import { adopt, type Tensor } from "../tensor/index.ts";
import { Dataset } from "./dataset.ts";
import { decodeIdx } from "./idx.ts";
import type { Arrays, DataFile, Values } from "./set.ts";

/** Images u8 [n, pixels], rows of pixels from 0 (background) to 255 (ink); labels u8 [n]. */
export type Pictures = Dataset<[images: Tensor, labels: Tensor]>;

export interface PictureParts {
  /** To learn from; whoever chooses by validation takes that from here. */
  readonly train: Pictures;
  /** To be measured on once, at the end. */
  readonly test: Pictures;
  /** The class of each label. */
  readonly classes: readonly string[];
}

export type PictureName = "trainImages" | "trainLabels" | "testImages" | "testLabels";

/** The four files of MNIST's format: `files` names those of the training part first. */
export function decodePictures(contents: readonly Uint8Array[], files: readonly DataFile[]): Arrays<PictureName> {
  const read = (i: number, rank: number): Values => {
    const { data, shape } = decodeIdx(contents[i]!, rank, files[i]!.name);
    return { data, shape: rank === 1 ? shape : [shape[0]!, shape[1]! * shape[2]!] };
  };
  return { trainImages: read(0, 3), trainLabels: read(1, 1), testImages: read(2, 3), testLabels: read(3, 1) };
}

export function pictureParts(arrays: Arrays<PictureName>, classes: readonly string[]): PictureParts {
  return {
    train: pictures(arrays.trainImages, arrays.trainLabels),
    test: pictures(arrays.testImages, arrays.testLabels),
    classes,
  };
}

export function pictures(images: Values, labels: Values): Pictures {
  return new Dataset<[Tensor, Tensor]>([images, labels], adopt);
}
