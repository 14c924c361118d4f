/**
 * The course's memory task: the sum of the first two digits of a row, asked for after its last one. What the systems that
 * compare recurrent networks by it share: the model and its training.
 */
import {
  Embedding,
  GRU,
  type Initializer,
  LSTM,
  Linear,
  Module,
  RNN,
  type Tensor,
  adam,
  correct,
  crossEntropy,
  evaluate,
} from "hebb";
import { digitSum } from "hebb/data";
import type { Cell } from "./language.ts";
import type { Run } from "../run.ts";

export interface DigitSumModelOptions {
  readonly cell: Cell;
  readonly embedding: number;
  readonly hidden: number;
  readonly recurrentWeight?: Initializer;
}

/** Reads digits one by one, and tells the sum from the state after the last one. */
export class DigitSumModel extends Module {
  readonly digits: Embedding;
  readonly recurrent: RNN | GRU | LSTM;
  readonly sum: Linear;

  constructor({ cell, embedding, hidden, ...options }: DigitSumModelOptions) {
    super();
    const layers = { SRN: RNN, GRU, LSTM };
    this.digits = new Embedding(10, embedding);
    this.recurrent = new layers[cell](embedding, hidden, options);
    this.sum = new Linear(hidden, 19);
  }

  /** Digits u8 [batch, time] -> logits of the sums 0 to 18, [batch, 19]. */
  forward(digits: Tensor): Tensor {
    const { outputs } = this.recurrent.forward(this.digits.forward(digits));
    return this.sum.forward(outputs.slice(null, [-1, outputs.shape[1]!]).squeeze(1));
  }
}

export interface DigitSumTraining {
  readonly cell: Cell;
  readonly length: number;
  readonly epochs: number;
  /** Default 3000. */
  readonly examples?: number;
}

/** The shares of training and of development sequences whose sum is told rightly, by the course's settings. */
export async function trainDigitSum(
  run: Run,
  { cell, length, epochs, examples = 3000 }: DigitSumTraining,
): Promise<{ model: DigitSumModel; train: number; dev: number }> {
  const model = new DigitSumModel({ cell, embedding: 32, hidden: 64 });
  const { train, validation } = digitSum({ length, train: examples, validation: 500, test: 0, seed: run.seed });
  const metrics = { accuracy: correct };
  await run.fit(model, train, {
    label: `${cell}, ${length} digits`,
    quiet: true,
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: 3e-3 }),
    epochs,
    batchSize: 16,
    clipNorm: 5,
    metrics,
  });
  const shares = [train, validation].map(async (part) => (await evaluate(model, part, { metrics }))["accuracy"]!);
  return { model, train: await shares[0]!, dev: await shares[1]! };
}

export interface DigitSumCourse {
  readonly epochs: number;
  /** Over 20 digits too, with the simple network beside it. */
  readonly long: boolean;
}

/** What `measureDigitSum` measures. */
export const digitSumMetrics = {
  digits_10: { meaning: "DigitSum over 10 digits: development sequences told rightly", unit: "fraction" },
  digits_20: { meaning: "DigitSum over 20 digits", unit: "fraction" },
  digits_20_gain: { meaning: "how much more than the simple network over 20 digits", unit: "fraction" },
} as const;

export async function measureDigitSum(
  run: Run,
  cell: Cell,
  { epochs, long }: DigitSumCourse,
): Promise<Record<string, number>> {
  const share = async (kind: Cell, length: number) => (await trainDigitSum(run, { cell: kind, length, epochs })).dev;
  const digits_10 = await share(cell, 10);
  if (!long) return { digits_10 };
  const digits_20 = await share(cell, 20);
  return { digits_10, digits_20, digits_20_gain: digits_20 - (await share("SRN", 20)) };
}
