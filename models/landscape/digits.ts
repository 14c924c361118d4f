/** The digits that the network reads, made smaller, and plain gradient descent that stops to look around. */
import { type Tensor, compile, correct, crossEntropy, evaluate, random, sgd } from "hebb";
import { type Dataset, type Pictures, mnist } from "hebb/data";
import type { Run } from "../run.ts";
import { Network } from "./model.ts";

/** Images f32 [n, side²], from 0 to 1, with labels u8 [n]. */
export type Digits = Dataset<[images: Tensor, labels: Tensor]>;

export interface Parts {
  readonly train: Digits;
  readonly test: Digits;
}

/** Pixels of MNIST's images, to a side. */
const full = 28;

/** The first `count` digits to learn from, and the first `tests` of the test set, of `side` × `side` pixels. */
export async function smallDigits(count: number, { side = 14, tests = 2000 } = {}): Promise<Parts> {
  const { train, test } = await mnist();
  return { train: shrunk(train.take(count), side), test: shrunk(test.take(tests), side) };
}

/** Each pixel becomes the mean of a square of pixels. */
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

export interface Descent {
  readonly learningRate: number;
  readonly momentum?: number;
  /** Digits in a batch: all of them make plain gradient descent. */
  readonly batchSize: number;
  /** At most. */
  readonly updates: number;
  readonly label: string;
  /** Of the order of the digits. Default: the run's. */
  readonly seed?: number;
  /** Called before the first update, with 0, and after each one. True ends the descent. */
  readonly look?: (update: number) => Promise<boolean | void>;
  /** Called with the loss of each batch, and how many updates came before. */
  readonly onLoss?: (updates: number, loss: number) => void;
}

/** A network whose weights begin as the seed says. */
export function networkOf(digits: Digits, hidden: number, seed: number): Network {
  random.seed(seed);
  return new Network(digits.fields[0]!.shape[1]!, hidden);
}

/** Down the cross entropy of the digits. Returns how many updates were made. */
export async function descend(run: Run, model: Network, digits: Digits, descent: Descent): Promise<number> {
  const { learningRate, momentum = 0, batchSize, updates, label, seed = run.seed, look, onLoss } = descent;
  const optimizer = sgd(model, { learningRate, momentum });
  const step = compile((x: Tensor, labels: Tensor) => optimizer.minimize(crossEntropy(model.forward(x), labels)));
  if ((await look?.(0)) === true) return 0;
  let done = 0;
  const epochs = Math.ceil(updates / Math.ceil(digits.length / batchSize));
  for (const [x, labels] of digits.batches(batchSize, { epochs, seed, shuffle: batchSize < digits.length })) {
    const loss = await step(x, labels).item();
    onLoss?.(done, loss);
    run.progress(label, ++done, updates, { loss });
    if ((await look?.(done)) === true || done === updates) break;
  }
  return done;
}

/** The mean over all `digits`. */
export async function judge(model: Network, digits: Digits): Promise<{ loss: number; accuracy: number }> {
  const metrics = { loss: crossEntropy, accuracy: correct };
  const { loss, accuracy } = await evaluate(model, digits, { metrics, batchSize: 1000 });
  return { loss: loss!, accuracy: accuracy! };
}
