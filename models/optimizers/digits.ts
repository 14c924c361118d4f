/**
 * The task of the optimizers: a small network on 5,000 digits of the course's subset of MNIST, and 1,000 test digits.
 */
import {
  type Model,
  type ResumableCallback,
  Linear,
  Module,
  type Optimizer,
  type Tensor,
  correct,
  crossEntropy,
  evaluate,
  random,
} from "hebb";
import type { Pictures } from "hebb/data";
import type { DigitParts } from "../shared/course-digits.ts";
import type { Run } from "../run.ts";

/** A classifier with one hidden layer. */
export class Network extends Module {
  readonly hidden: Linear;
  readonly output: Linear;

  /** Creates a network with this number of hidden units. */
  constructor(units = 128) {
    super();
    this.hidden = new Linear(784, units);
    this.output = new Linear(units, 10);
  }

  /** Maps images u8 [n, 784] to logits [n, 10]. */
  forward(images: Tensor): Tensor {
    const pixels = images.cast("f32").div(255);
    return this.output.forward(this.hidden.forward(pixels).relu());
  }
}

/** Options of `learn`. */
export interface Course {
  readonly epochs: number;
  readonly batchSize: number;
  readonly label: string;
  /** Default: the run's. */
  readonly seed?: number;
  /** Default true. */
  readonly quiet?: boolean;
  readonly callbacks?: readonly ResumableCallback[];
}

/** Trains a network; the seed determines the initial weights and the order of the digits. */
export async function learn(
  run: Run,
  digits: Pictures,
  optimizerOf: (model: Network) => Optimizer,
  { epochs, batchSize, label, seed = run.seed, quiet = true, callbacks = [] }: Course,
): Promise<Network> {
  random.seed(seed);
  const model = new Network();
  const optimizer = optimizerOf(model);
  await run.fit(model, digits, {
    loss: crossEntropy,
    optimizer,
    epochs,
    batchSize,
    seed,
    label,
    quiet,
    callbacks,
  });
  return model;
}

/** Returns the mean loss and the accuracy on `digits`. */
export async function judge(model: Model, digits: Pictures): Promise<{ loss: number; accuracy: number }> {
  const { loss, accuracy } = await evaluate(model, digits, { metrics: { loss: crossEntropy, accuracy: correct } });
  return { loss: loss!, accuracy: accuracy! };
}

/** Loss of guessing among ten digits. */
const guessing = Math.log(10);

/** Returns a loss, at most that of guessing, so that a network that has diverged counts as one that guesses. */
export function boundedLoss(loss: number): number {
  return Number.isFinite(loss) ? Math.min(loss, guessing) : guessing;
}

/**
 * Returns the learning rate with the lowest validation loss, averaged over `seeds`, because a rate at the limit of
 * stability may do well by chance.
 */
export async function choose(
  run: Run,
  { fitting, validation }: DigitParts,
  rates: readonly number[],
  optimizerOf: (model: Network, learningRate: number) => Optimizer,
  { seeds, ...course }: Omit<Course, "seed"> & { readonly seeds: readonly number[] },
): Promise<number> {
  let best = rates[0]!;
  let lowest = Infinity;
  if (rates.length === 1) return best;
  for (const learningRate of rates) {
    let total = 0;
    for (const seed of seeds) {
      const model = await learn(run, fitting, (model) => optimizerOf(model, learningRate), { ...course, seed });
      total += (await judge(model, validation)).loss;
    }
    if (total < lowest) [best, lowest] = [learningRate, total];
  }
  return best;
}
