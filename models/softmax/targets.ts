/** Target distributions over the digits: one-hot, smoothed, and votes of nearest neighbors. */
import { type Tensor, topK } from "hebb";
import type { Pictures } from "hebb/data";
import { classes } from "./model.ts";

export type TargetName = "one-hot" | "smoothed" | "votes";

/** A kind of target. */
export interface Target {
  readonly name: TargetName;
  /** p(y | x) of each picture, f32 [n, 10]. */
  readonly p: Tensor;
}

/**
 * Returns the targets of `examples`: one-hot labels, labels smoothed by a tenth, and votes of the nearest neighbors in
 * `known`.
 */
export function targetsOf(examples: Pictures, known: Pictures): readonly Target[] {
  const labels = oneHot(examples.field(1));
  return [
    { name: "one-hot", p: labels },
    { name: "smoothed", p: smooth(labels) },
    { name: "votes", p: votes(examples.field(0), known, 10) },
  ];
}

/** Returns one-hot labels: u8 [n] -> f32 [n, 10]. */
export function oneHot(labels: Tensor): Tensor {
  return labels.cast("i32").oneHot(classes);
}

/** Returns (1 - share) p + share / k, label smoothing over k classes (Szegedy et al., 2016). */
export function smooth(p: Tensor, share = 0.1): Tensor {
  return p.mul(1 - share).add(share / classes);
}

/**
 * Returns the frequencies of the labels among the `count` nearest neighbors of each image in `known`: u8 [n, 784] ->
 * [n, 10].
 */
export function votes(images: Tensor, known: Pictures, count: number): Tensor {
  const [x, y] = [images, known.field(0)].map((bytes) => bytes.cast("f32").div(255)) as [Tensor, Tensor];
  // ‖x - y‖² without ‖x‖², which is the same for all y.
  const distance = y.square().sum(-1).sub(x.matmul(y.transpose()).mul(2));
  const { indices } = topK(distance.neg(), count);
  return oneHot(known.field(1)).take(indices).mean(1);
}
