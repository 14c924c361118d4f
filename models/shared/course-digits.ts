/** The course's part of MNIST for questions of optimization: few digits, so that many networks can be trained. */
import { type Pictures, mnist } from "hebb/data";

export interface DigitParts {
  /** All digits to learn from, and the same in two parts: to learn from and to choose by. */
  readonly train: Pictures;
  readonly fitting: Pictures;
  readonly validation: Pictures;
  readonly test: Pictures;
}

/** The first `count` digits of the training set, a fifth of them held out to choose by; the first 1,000 of the test set. */
export async function courseDigits(count: number): Promise<DigitParts> {
  const { train, test } = await mnist();
  const part = train.take(count);
  const [fitting, validation] = part.split(0.8);
  return { train: part, fitting, validation, test: test.take(1000) };
}
