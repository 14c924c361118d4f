/** Patterns to remember: random bits, and pictures of digits. All are rows of 1 and -1. */
import { Tensor, random } from "hebb";
import { digits } from "hebb/data";

/** Width and height of a picture of a digit. */
export const side = 8;

/** Draws random patterns, f32 [count, units]. */
export async function randomPatterns(count: number, units: number): Promise<Tensor> {
  const bits = await random.bernoulli(0.5, [count, units]).array();
  return Tensor.from(
    Float32Array.from(bits, (bit) => 2 * bit - 1),
    [count, units],
  );
}

/**
 * Returns one picture of each class, f32 [classes, 64]: ink where the mean of the training pictures is at least half of
 * the darkest value.
 */
export async function digitPictures(classes: readonly number[]): Promise<Tensor> {
  const { train } = await digits();
  const [images, labels] = [await train.field(0).array(), await train.field(1).array()];
  const pixels = side * side;
  const rows = classes.flatMap((digit) => {
    const sums = new Array<number>(pixels).fill(0);
    let count = 0;
    labels.forEach((label, n) => {
      if (label !== digit) return;
      count++;
      for (let i = 0; i < pixels; i++) sums[i]! += images[n * pixels + i]!;
    });
    return sums.map((sum) => (sum / count >= 8 ? 1 : -1));
  });
  return Tensor.from(rows, [classes.length, pixels]);
}

/** Flips each element with the probability `share`. */
export async function flipped(patterns: Tensor, share: number): Promise<Tensor> {
  const flips = random.bernoulli(share, patterns.shape).cast("f32").mul(-2).add(1);
  return materialized(patterns.mul(flips));
}

/** Replaces all elements from number `known` on by random ones. */
export async function cut(patterns: Tensor, known: number): Promise<Tensor> {
  const [count, units] = patterns.shape as [number, number];
  const others = await randomPatterns(count, units - known);
  const kept = patterns.slice([0, count], [0, known]);
  const padded = (x: Tensor, before: number, after: number) =>
    x.pad([
      [0, 0],
      [before, after],
    ]);
  return materialized(padded(kept, 0, units - known).add(padded(others, known, 0)));
}

/** Returns the overlap of each row of `states` with the same row of `patterns`: the mean of s_i x_i. */
export async function overlaps(states: Tensor, patterns: Tensor): Promise<number[]> {
  return [...(await states.mul(patterns).mean(-1).array())];
}

/** Returns the rows of a matrix as lists. */
export async function rowsOf(matrix: Tensor): Promise<number[][]> {
  const [values, width] = [await matrix.array(), matrix.shape[1]!];
  return Array.from({ length: matrix.shape[0]! }, (_, row) => Array.from(values.slice(row * width, (row + 1) * width)));
}

/** Converts states to gray levels: ink where the state is 1. */
export const grays = (states: readonly number[]): number[] => states.map((state) => (state > 0 ? 255 : 0));

async function materialized(x: Tensor): Promise<Tensor> {
  return Tensor.from(await x.array(), x.shape);
}
