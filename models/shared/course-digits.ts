/** The course's subset of MNIST for experiments on optimization, small enough to train many networks. */
import { type Pictures, mnist } from "hebb/data";

/** Parts of the course's digits. */
export interface DigitParts {
  /** All training digits; `fitting` and `validation` are its two parts. */
  readonly train: Pictures;
  readonly fitting: Pictures;
  readonly validation: Pictures;
  readonly test: Pictures;
}

/**
 * Returns the first `count` training digits, with a fixed random fifth of them as the validation set, and the first
 * 1,000 test digits.
 */
export async function courseDigits(count: number): Promise<DigitParts> {
  const { train, test } = await mnist();
  const part = train.take(count);
  const [fitting, validation] = part.split(0.8);
  return { train: part, fitting, validation, test: test.take(1000) };
}
