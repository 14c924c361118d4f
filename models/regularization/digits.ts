/** Few digits to learn from, so that a network can learn them by heart: which ones a seed decides. */
import type { Tensor } from "hebb";
import { type Dataset, mnist } from "hebb/data";

export type Digits = Dataset<[images: Tensor, labels: Tensor]>;

export interface FewDigits {
  readonly train: Digits;
  /** Of the 60,000 training digits too, and none of `train`: strengths are chosen and trainings ended by these. */
  readonly validation: Digits;
  readonly test: Digits;
}

export interface FewDigitsOptions {
  /** Digits to train on. */
  readonly examples: number;
  /** Digits to validate on. */
  readonly validation: number;
  /** Digits to test on. Default: all 10,000. */
  readonly test?: number;
}

/** MNIST, read once: a function that draws a training and a validation part by a seed. */
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
