/** Classification by a bidirectional memory of digits and one-hot classes, and by the nearest mean. */
import { type BidirectionalAssociativeMemory, Tensor, compile } from "hebb";
import type { Way } from "./facts.ts";
import { type BitDigits, classMeans } from "./patterns.ts";
import { storing } from "./recall.ts";

const classes = 10;
const sweeps = 12;

/** Returns the test accuracy of each way. */
export async function classify({
  train,
  test,
}: {
  readonly train: BitDigits;
  readonly test: BitDigits;
}): Promise<Record<Way, number>> {
  const means = await classMeans(train);
  const pictures = means.map((mean) => mean.map((value) => (value >= 0 ? 1 : -1)));
  const all = await storing({ x: train.x, y: codes(train.labels) });
  const few = await storing({
    x: Tensor.from(pictures.flat(), [classes, train.x.shape[1]!]),
    y: codes(Array.from({ length: classes }, (_, digit) => digit)),
  });
  return {
    "all, one pass": await accuracy(test, (x) => x.matmul(all.weight).argmax(-1)),
    "all, settled": await settledAccuracy(test, all),
    "class pictures, settled": await settledAccuracy(test, few),
    "nearest mean": await accuracy(test, (x) => nearest(x, means)),
  };
}

/** Returns class codes, f32 [n, 10]: 1 for the class, -1 for all others. */
function codes(labels: readonly number[]): Tensor {
  return Tensor.from(
    labels.flatMap((label) => Array.from({ length: classes }, (_, digit) => (digit === label ? 1 : -1))),
    [labels.length, classes],
  );
}

async function accuracy({ x, labels }: BitDigits, decide: (x: Tensor) => Tensor): Promise<number> {
  const found = await compile(decide)(x).array();
  return labels.filter((label, n) => found[n] === label).length / labels.length;
}

/** Reads the class from the first layer at rest. */
function settledAccuracy(test: BitDigits, memory: BidirectionalAssociativeMemory): Promise<number> {
  return accuracy(test, (x) => memory.forward(x, sweeps).first.matmul(memory.weight).argmax(-1));
}

function nearest(x: Tensor, means: readonly (readonly number[])[]): Tensor {
  const centers = Tensor.from(means.flat(), [classes, means[0]!.length]);
  return x.unsqueeze(1).sub(centers).square().sum(-1).neg().argmax(-1);
}
