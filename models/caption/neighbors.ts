/** A baseline without a decoder: the caption of the nearest training picture. */
import { type Tensor, compile, concat } from "hebb";
import type { Captioned } from "./captions.ts";
import type { Captioner } from "./model.ts";

/** Returns the index of the row of `known` [m, features] nearest to each row of `asked` [n, features]. */
export async function nearest(asked: Tensor, known: Tensor): Promise<Int32Array> {
  const find = compile((x: Tensor, y: Tensor) => {
    // |x - y|² without |x|², which is the same for all y.
    const distances = y.square().sum(1).sub(x.matmul(y.transpose()).mul(2));
    return distances.neg().argmax(1);
  });
  return Int32Array.from(await find(asked, known).array());
}

/** Returns the captions of the pictures of `known` that are nearest to those of `asked`, by the distance of pixels. */
export async function nearestByPixels(asked: Captioned, known: Captioned): Promise<Int32Array[]> {
  // Values from 0 to 1 keep sums of squares accurate.
  const pixels = ({ pictures }: Captioned) => pictures.field(0).flatten(1).cast("f32").div(255).rsub(1);
  const rows = await nearest(pixels(asked), pixels(known));
  return Array.from(rows, (row) => known.captions[row]!);
}

/**
 * Returns the captions of the nearest pictures by the distance of mean annotations ā, which a trained captioner
 * distinguishes.
 */
export async function nearestByFeatures(model: Captioner, asked: Captioned, known: Captioned): Promise<Int32Array[]> {
  const rows = await nearest(await features(model, asked), await features(model, known));
  return Array.from(rows, (row) => known.captions[row]!);
}

/** Returns ā of each picture, [n, D]. */
async function features(model: Captioner, { pictures }: Captioned): Promise<Tensor> {
  const encode = compile((images: Tensor) => model.view(images).annotations.mean(1));
  const parts: Tensor[] = [];
  for (const [images] of pictures.batches(256, { shuffle: false })) parts.push(encode(images));
  return concat(parts, 0);
}
