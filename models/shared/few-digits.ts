/** A training set small enough to overfit, selected by a seed, and the seeds of several trainings. */
import type { Tensor } from "hebb";
import { type Dataset, mnist } from "hebb/data";

export type Digits = Dataset<[images: Tensor, labels: Tensor]>;

/** The three parts. */
export interface FewDigits {
  readonly train: Digits;
  /** Digits from MNIST's training set that are not in `train`, used to choose strengths and for early stopping. */
  readonly validation: Digits;
  readonly test: Digits;
}

/** Sizes of the parts. */
export interface FewDigitsOptions {
  /** Number of training digits. */
  readonly examples: number;
  /** Number of validation digits. */
  readonly validation: number;
  /** Number of test digits. Default: all 10,000. */
  readonly test?: number;
}

/** Loads MNIST once and returns a function that draws a training and a validation part by a seed. */
export async function fewDigits({
  examples,
  validation,
  test: tested = 10_000,
}: FewDigitsOptions): Promise<(seed: number) => FewDigits> {
  const { train: all, test } = await mnist();
  return (seed) => {
    const [train, others] = all.split(examples / all.length, { seed });
    return { train, validation: others.take(validation), test: test.take(tested) };
  };
}

/** Returns the i-th seed of a run. Runs with different seeds share none, for i below 1000. */
export function seedOf(run: { readonly seed: number }, i: number): number {
  return 1000 * run.seed + i;
}
