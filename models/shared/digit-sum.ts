/**
 * The course's memory task: after reading a sequence of digits, output the sum of the first two. The model and its
 * training are shared by the systems that compare recurrent networks on this task.
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
import type { Measure } from "../system.ts";

/** Cell and sizes of a DigitSum model. */
export interface DigitSumModelOptions {
  readonly cell: Cell;
  readonly embedding: number;
  readonly hidden: number;
  readonly recurrentWeight?: Initializer;
  readonly bias?: Initializer;
}

/** Embeds the digits, reads them with a recurrent layer, and classifies the sum from the last output. */
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

  /** Maps digits u8 [batch, time] to logits of the sums 0 to 18, [batch, 19]. */
  forward(digits: Tensor): Tensor {
    const { outputs } = this.recurrent.forward(this.digits.forward(digits));
    return this.sum.forward(outputs.slice(null, [-1, outputs.shape[1]!]).squeeze(1));
  }
}

/** Settings of one training; the other hyperparameters are those of the course. */
export interface DigitSumTraining {
  readonly cell: Cell;
  readonly length: number;
  readonly epochs: number;
  /** Number of training sequences. Default 3000. */
  readonly examples?: number;
  /** Initial biases of the cell. Default: those of the layer. */
  readonly bias?: Initializer;
  /** Name shown with the progress. Default: cell and length. */
  readonly label?: string;
}

/**
 * Trains a model with the hyperparameters of the course and returns its accuracy on the training sequences and on 500
 * development sequences.
 */
export async function trainDigitSum(
  run: Run,
  { cell, length, epochs, examples = 3000, bias, label = `${cell}, ${length} digits` }: DigitSumTraining,
): Promise<{ model: DigitSumModel; train: number; dev: number }> {
  const model = new DigitSumModel({ cell, embedding: 32, hidden: 64, ...(bias && { bias }) });
  const { train, validation } = digitSum({ length, train: examples, validation: 500, test: 0, seed: run.seed });
  const metrics = { accuracy: correct };
  await run.fit(model, train, {
    label,
    quiet: true,
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: 3e-3 }),
    epochs,
    batchSize: 16,
    clipNorm: 5,
    metrics,
  });
  const accuracies = [train, validation].map(async (part) => (await evaluate(model, part, { metrics }))["accuracy"]!);
  return { model, train: await accuracies[0]!, dev: await accuracies[1]! };
}

/** Settings of `measureDigitSum`. */
export interface DigitSumCourse {
  readonly epochs: number;
  /** Also trains the cell and a simple recurrent network on sequences of 20 digits. */
  readonly long: boolean;
}

/** The metrics returned by `measureDigitSum`. */
export const digitSumMetrics = {
  digits_10: {
    meaning: {
      en: "DigitSum accuracy on validation sequences of 10 digits",
      zh: "DigitSum 的准确率：验证集中长度为 10 的序列",
    },
    unit: "fraction",
  },
  digits_20: {
    meaning: {
      en: "DigitSum accuracy on validation sequences of 20 digits",
      zh: "DigitSum 的准确率：验证集中长度为 20 的序列",
    },
    unit: "fraction",
  },
  digits_20_gain: {
    meaning: {
      en: "gain in DigitSum accuracy over a simple recurrent network, sequences of 20 digits",
      zh: "序列长度为 20 时，DigitSum 的准确率比简单循环网络高多少",
    },
    unit: "fraction",
  },
} as const satisfies Readonly<Record<string, Measure>>;

/** Trains a cell on sequences of 10 digits, and of 20 if `long`, and returns the accuracy on development sequences. */
export async function measureDigitSum(
  run: Run,
  cell: Cell,
  { epochs, long }: DigitSumCourse,
): Promise<Record<string, number>> {
  const accuracy = async (kind: Cell, length: number) => (await trainDigitSum(run, { cell: kind, length, epochs })).dev;
  const digits_10 = await accuracy(cell, 10);
  if (!long) return { digits_10 };
  const digits_20 = await accuracy(cell, 20);
  return { digits_10, digits_20, digits_20_gain: digits_20 - (await accuracy("SRN", 20)) };
}
