/** Distributions over the digits for a classifier to come close to: sure ones, doubtful ones, and those of a jury. */
import { type Tensor, topK } from "hebb";
import type { Pictures } from "hebb/data";
import { classes } from "./model.ts";

export interface Target {
  readonly name: string;
  /** p(y | x) of each picture, f32 [n, 10]. */
  readonly p: Tensor;
}

/** Of `examples`: the labels themselves, with a tenth of doubt, and as their likes in `known` have it. */
export function targetsOf(examples: Pictures, known: Pictures): readonly Target[] {
  const labels = oneHot(examples.field(1));
  return [
    { name: "one-hot", p: labels },
    { name: "smoothed", p: smooth(labels) },
    { name: "votes", p: votes(examples.field(0), known, 10) },
  ];
}

/** All of the probability for the label: u8 [n] -> f32 [n, 10]. */
export function oneHot(labels: Tensor): Tensor {
  return labels.cast("i32").oneHot(classes);
}

/** (1 - share) p + share / k: some of the probability is spread over all k classes (Szegedy et al., 2016). */
export function smooth(p: Tensor, share = 0.1): Tensor {
  return p.mul(1 - share).add(share / classes);
}

/** The shares of the labels among the `count` pictures of `known` that are nearest to each image: u8 [n, 784] -> [n, 10]. */
export function votes(images: Tensor, known: Pictures, count: number): Tensor {
  const [x, y] = [images, known.field(0)].map((bytes) => bytes.cast("f32").div(255)) as [Tensor, Tensor];
  // ‖x - y‖² without ‖x‖², which is the same for all y.
  const distance = y.square().sum(-1).sub(x.matmul(y.transpose()).mul(2));
  const { indices } = topK(distance.neg(), count);
  return oneHot(known.field(1)).take(indices).mean(1);
}
