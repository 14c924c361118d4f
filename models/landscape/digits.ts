/** Downscaled digits, and gradient descent with regular measurements. */
import { type State, type Tensor, compile, correct, crossEntropy, evaluate, random, sgd } from "hebb";
import { type Dataset, type Pictures, mnist } from "hebb/data";
import type { Run } from "../run.ts";
import { Network } from "./model.ts";

/** Images f32 [n, side²], from 0 to 1, with labels u8 [n]. */
export type Digits = Dataset<[images: Tensor, labels: Tensor]>;

export interface Parts {
  readonly train: Digits;
  readonly test: Digits;
}

/** Side of MNIST's images in pixels. */
const full = 28;

/**
 * Returns the first `count` training digits and the first `tests` test digits, downscaled to `side` × `side` pixels.
 */
export async function smallDigits(count: number, { side = 14, tests = 2000 } = {}): Promise<Parts> {
  const { train, test } = await mnist();
  return { train: shrunk(train.take(count), side), test: shrunk(test.take(tests), side) };
}

/** Downscales images by averaging squares of pixels. */
function shrunk(digits: Pictures, side: number): Digits {
  const { data } = digits.fields[0]!;
  const width = full / side;
  const small = new Float32Array(digits.length * side * side);
  for (let i = 0; i < data.length; i++) {
    const [image, row, column] = [Math.floor(i / full ** 2), Math.floor(i / full) % full, i % full];
    const place = Math.floor(row / width) * side + Math.floor(column / width);
    small[image * side * side + place]! += data[i]! / (255 * width * width);
  }
  return digits.with(0, { data: small, shape: [digits.length, side * side] });
}

/** Options of `descend`. */
export interface Descent {
  readonly learningRate: number;
  readonly momentum?: number;
  /** Number of digits in a batch; the whole set makes plain gradient descent. */
  readonly batchSize: number;
  /** Maximum number of updates. */
  readonly updates: number;
  readonly label: string;
  /** Seed of the order of the digits. Default: the run's. */
  readonly seed?: number;
  /** Values collected by `look` and `onLoss`, to be saved with the descent. Default: none. */
  readonly kept?: State;
  /** Called before the first update with 0, and after each update. If it returns true, the descent ends. */
  readonly look?: (update: number) => Promise<boolean | void>;
  /** Called with the loss of each batch and the number of previous updates. */
  readonly onLoss?: (updates: number, loss: number) => void;
}

/** Creates a network with initial weights given by the seed. */
export function networkOf(digits: Digits, hidden: number, seed: number): Network {
  random.seed(seed);
  return new Network(digits.fields[0]!.shape[1]!, hidden);
}

/** Minimizes the cross entropy of the digits. Returns the number of updates. */
export async function descend(run: Run, model: Network, digits: Digits, descent: Descent): Promise<number> {
  const { learningRate, momentum = 0, batchSize, updates, label, seed = run.seed, kept = {}, look, onLoss } = descent;
  const optimizer = sgd(model, { learningRate, momentum });
  const step = compile((x: Tensor, labels: Tensor) => optimizer.minimize(crossEntropy(model.forward(x), labels)));
  if ((await look?.(0)) === true) return 0;
  const batches = digits.batches(batchSize, { epochs: Infinity, seed, shuffle: batchSize < digits.length });
  const { done } = await run.loop(label, {
    total: updates,
    state: { model, optimizer, done: 0, kept },
    async step(i, state) {
      const loss = await step(...batches.at(i)).item();
      onLoss?.(i, loss);
      state.done++;
      return { values: { loss }, done: (await look?.(state.done)) === true };
    },
  });
  return done;
}

/** Returns the mean loss and the accuracy on all `digits`. */
export async function judge(model: Network, digits: Digits): Promise<{ loss: number; accuracy: number }> {
  const metrics = { loss: crossEntropy, accuracy: correct };
  const { loss, accuracy } = await evaluate(model, digits, { metrics, batchSize: 1000 });
  return { loss: loss!, accuracy: accuracy! };
}
