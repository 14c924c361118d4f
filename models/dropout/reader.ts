/**
 * A recurrent network with dropout of its state, with one mask for all steps or a new one at each step (Gal and
 * Ghahramani, 2016).
 */
import {
  Dropout,
  Embedding,
  Linear,
  Module,
  type Tensor,
  adam,
  correct,
  crossEntropy,
  evaluate,
  initializers,
  random,
  scan,
  zeros,
} from "hebb";
import { digitSum } from "hebb/data";
import type { Run } from "../run.ts";

/** Sampling of masks: never, at each step, or once per sequence. */
export const ways = ["none", "step", "sequence"] as const;
export type Way = (typeof ways)[number];

/** Options of a Reader. */
export interface ReaderOptions {
  readonly hidden: number;
  readonly way: Way;
  /** Dropout rate of the state. */
  readonly probability: number;
}

/** Reads a sequence of digits and classifies the sum of the first two. */
export class Reader extends Module {
  readonly way: Way;
  readonly digits = new Embedding(10, 16);
  readonly input: Linear;
  readonly recurrent: Linear;
  readonly sum: Linear;
  readonly dropout: Dropout;

  constructor({ hidden, way, probability }: ReaderOptions) {
    super();
    this.way = way;
    this.input = new Linear(16, hidden);
    this.recurrent = new Linear(hidden, hidden, { bias: false, weight: initializers.orthogonal() });
    this.sum = new Linear(hidden, 19);
    this.dropout = new Dropout(way === "none" ? 0 : probability);
  }

  /**
   * Computes h_t = tanh(U (m ⊙ h_{t-1}) + W x_t + b), and maps digits u8 [batch, time] to logits of the sums 0 to 18,
   * [batch, 19].
   */
  forward(digits: Tensor): Tensor {
    const shape = [digits.shape[0]!, this.recurrent.weight.shape[0]!];
    const draw = () => this.dropout.mask(shape);
    const m = this.way === "sequence" ? draw() : null;
    const step = (h: Tensor, projected: Tensor) => {
      // Masks sampled inside the loop are new at each step.
      const mask = m ?? draw();
      const seen = mask === null ? h : h.mul(mask);
      const next = this.recurrent.forward(seen).add(projected).tanh().named("state");
      return [next, null] as const;
    };
    const projected = this.input.forward(this.digits.forward(digits)).transpose(0, 1);
    const [last] = scan(step, zeros(shape), projected);
    return this.sum.forward(last);
  }
}

/** Options of `trainReader`. */
export interface ReadingOptions {
  readonly way: Way;
  readonly seed: number;
  /** Number of digits in a sequence. */
  readonly length: number;
  readonly examples: number;
  readonly epochs: number;
  readonly hidden: number;
  readonly probability: number;
}

/** Results on test sequences. */
export interface Reading {
  readonly model: Reader;
  /** Mean cross entropy in nats, and accuracy of the sums. */
  readonly loss: number;
  readonly accuracy: number;
}

/** Trains a reader. With the same seed, the sequences, the initial weights and the order are the same for each way. */
export async function trainReader(run: Run, label: string, options: ReadingOptions): Promise<Reading> {
  const { seed, length, examples, epochs } = options;
  const { train, test } = digitSum({ train: examples, validation: 0, test: 2000, seed, length });
  random.seed(seed);
  const model = new Reader(options);
  await run.fit(model, train, {
    loss: crossEntropy,
    optimizer: adam(model, { learningRate: 3e-3 }),
    clipNorm: 1,
    epochs,
    batchSize: 50,
    seed,
    label,
    quiet: true,
  });
  const { loss, accuracy } = await evaluate(model, test, { metrics: { loss: crossEntropy, accuracy: correct } });
  return { model, loss: loss!, accuracy: accuracy! };
}
