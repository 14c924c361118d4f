/** Captions without a model that writes: that of the nearest picture of the training. */
import { type Tensor, compile, concat } from "hebb";
import type { Captioned } from "./captions.ts";
import type { Captioner } from "./model.ts";

/** For each row of `asked` [n, features] the row of `known` [m, features] at the least distance. */
export async function nearest(asked: Tensor, known: Tensor): Promise<Int32Array> {
  const find = compile((x: Tensor, y: Tensor) => {
    // |x - y|² without |x|², which is the same for all y.
    const distances = y.square().sum(1).sub(x.matmul(y.transpose()).mul(2));
    return distances.neg().argmax(1);
  });
  return Int32Array.from(await find(asked, known).array());
}

/** The captions of the pictures of `known` that are nearest to those of `asked`, pixel by pixel. */
export async function nearestByPixels(asked: Captioned, known: Captioned): Promise<Int32Array[]> {
  // Of moderate size, so that sums of squares keep their digits.
  const pixels = ({ pictures }: Captioned) => pictures.field(0).flatten(1).cast("f32").div(255).rsub(1);
  const rows = await nearest(pixels(asked), pixels(known));
  return Array.from(rows, (row) => known.captions[row]!);
}

/** The same by the mean annotation ā of each picture, which a captioner has learnt to tell apart. */
export async function nearestByFeatures(model: Captioner, asked: Captioned, known: Captioned): Promise<Int32Array[]> {
  const rows = await nearest(await features(model, asked), await features(model, known));
  return Array.from(rows, (row) => known.captions[row]!);
}

/** ā of each picture, [n, D]. */
async function features(model: Captioner, { pictures }: Captioned): Promise<Tensor> {
  const encode = compile((images: Tensor) => model.view(images).annotations.mean(1));
  const parts: Tensor[] = [];
  for (const [images] of pictures.batches(256, { shuffle: false })) parts.push(encode(images));
  return concat(parts, 0);
}
