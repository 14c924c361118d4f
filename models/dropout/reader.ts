/** A recurrent network that drops units of its state: the same at all times, or others at each (Gal and Ghahramani, 2016). */
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

/** How often masks are drawn: never, for each step, or once for a sequence. */
export const ways = ["none", "step", "sequence"] as const;
export type Way = (typeof ways)[number];

export interface ReaderOptions {
  readonly hidden: number;
  readonly way: Way;
  /** The share of the state that is dropped. */
  readonly probability: number;
}

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

  /** h_t = tanh(U (m ⊙ h_{t-1}) + W x_t + b). Digits u8 [batch, time] -> logits of the sums 0 to 18, [batch, 19]. */
  forward(digits: Tensor): Tensor {
    const shape = [digits.shape[0]!, this.recurrent.weight.shape[0]!];
    const draw = () => this.dropout.mask(shape);
    const m = this.way === "sequence" ? draw() : null;
    const step = (h: Tensor, projected: Tensor) => {
      // Drawn within the loop, masks are others in every turn.
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

export interface ReadingOptions {
  readonly way: Way;
  readonly seed: number;
  /** Digits of a sequence. */
  readonly length: number;
  readonly examples: number;
  readonly epochs: number;
  readonly hidden: number;
  readonly probability: number;
}

export interface Reading {
  readonly model: Reader;
  /** Of sequences that were not learned from: the mean cross entropy in nats, and the fraction of sums that are right. */
  readonly loss: number;
  readonly accuracy: number;
}

/** The same seed gives the same sequences, first weights and order for each way. */
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
