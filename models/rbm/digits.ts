/** Binarized MNIST: each pixel is sampled once with its gray level as the probability of ink. */
import { Tensor, compile, random } from "hebb";
import { Dataset, mnist } from "hebb/data";
import type { Run } from "../run.ts";

/** Pictures of 784 bits, u8 [n, 784]. */
export type Bits = Dataset<readonly [Tensor]>;

/** Training and test pictures. */
export interface BinaryDigits {
  readonly train: Bits;
  readonly test: Bits;
}

export const side = 28;

// The bits are part of the data and do not depend on the seed of a run.
const seed = 2008;

/**
 * Returns the first `count` digits of both parts of MNIST. Reseeds the global random generator with the run's seed
 * afterwards.
 */
export async function binaryDigits(run: Run, count: { train: number; test: number }): Promise<BinaryDigits> {
  const digits = await mnist();
  random.seed(seed);
  const binarize = compile((grays: Tensor) => random.bernoulli(grays.cast("f32").div(255)).cast("u8"));
  const bits = async (part: "train" | "test"): Promise<Bits> => {
    const grays = digits[part].take(count[part]).field(0).flatten(1);
    const data = await binarize(grays).array();
    return new Dataset([{ data, shape: grays.shape }], (data, shape) => Tensor.from(data, shape));
  };
  const [train, test] = [await bits("train"), await bits("test")];
  random.seed(run.seed);
  return { train, test };
}

/**
 * Returns log(p / (1 - p)) of each pixel, where p is its frequency of ink. One picture with ink and one without are
 * added to the counts.
 */
export async function logOdds(bits: Bits): Promise<Float32Array> {
  const counts = await bits.field(0).sum(0).array();
  return Float32Array.from(counts, (count) => Math.log((count + 1) / (bits.length - count + 1)));
}
