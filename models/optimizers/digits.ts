/** What the optimizers train: a small network on the course's part of MNIST, 5,000 digits, and 1,000 to test. */
import {
  type Callback,
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

export class Network extends Module {
  readonly hidden = new Linear(784, 128);
  readonly output = new Linear(128, 10);

  /** Images, u8 [n, 784] -> logits, [n, 10]. */
  forward(images: Tensor): Tensor {
    const pixels = images.cast("f32").div(255);
    return this.output.forward(this.hidden.forward(pixels).relu());
  }
}

export interface Course {
  readonly epochs: number;
  readonly batchSize: number;
  readonly label: string;
  /** Default: the run's. */
  readonly seed?: number;
  /** Default true. */
  readonly quiet?: boolean;
  readonly callbacks?: readonly Callback[];
}

/** A network that has learned; a seed stands for the weights it starts from and the order of the digits. */
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

export async function judge(model: Network, digits: Pictures): Promise<{ loss: number; accuracy: number }> {
  const { loss, accuracy } = await evaluate(model, digits, { metrics: { loss: crossEntropy, accuracy: correct } });
  return { loss: loss!, accuracy: accuracy! };
}

/**
 * Of `rates` that with the lowest loss on the validation digits after training on the others: the mean over `seeds`, since
 * a rate at the edge of what is stable may do well by chance.
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
