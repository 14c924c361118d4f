/** Pairs of random patterns, pictures of digits, and damage. States are 1 and -1, and 0 where nothing is known. */
import { Tensor, random } from "hebb";
import { type Pictures, digits } from "hebb/data";

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

/** Keeps the first half of each pattern, of which it flips this share, and sets the other half to 0. */
export async function noisyHalf(patterns: Tensor, share: number): Promise<Tensor> {
  const [count, units] = patterns.shape as [number, number];
  const known = Math.floor(units / 2);
  const flips = random.bernoulli(share, [count, known]).cast("f32").mul(-2).add(1);
  const kept = patterns.slice([0, count], [0, known]).mul(flips);
  const damaged = kept.pad([
    [0, 0],
    [0, units - known],
  ]);
  return Tensor.from(await damaged.array(), [count, units]);
}

/** Returns the share of equal elements in each row. */
export async function agreement(found: Tensor, wanted: Tensor): Promise<number[]> {
  return [...(await found.equal(wanted).cast("f32").mean(-1).array())];
}

/** Digits as bits with their labels. */
export interface BitDigits {
  /** f32 [n, 64] of 1 and -1: ink where the pixel has at least half of the darkest value. */
  readonly x: Tensor;
  readonly labels: readonly number[];
}

/** Returns the training and the test digits of a random split. */
export async function bitDigits(seed: number): Promise<{ readonly train: BitDigits; readonly test: BitDigits }> {
  const { train, test } = await digits({ seed });
  return { train: await bitsOf(train), test: await bitsOf(test) };
}

async function bitsOf(pictures: Pictures): Promise<BitDigits> {
  const grays = await pictures.field(0).array();
  const x = Tensor.from(
    Float32Array.from(grays, (gray) => (gray >= 8 ? 1 : -1)),
    [pictures.length, side * side],
  );
  return { x, labels: [...(await pictures.field(1).array())] };
}

/** Returns the mean of the digits of each class, [10][64]. */
export async function classMeans({ x, labels }: BitDigits): Promise<number[][]> {
  const [values, pixels] = [await x.array(), side * side];
  return Array.from({ length: 10 }, (_, digit) => {
    const rows = labels.flatMap((label, n) => (label === digit ? [n] : []));
    return Array.from(
      { length: pixels },
      (_p, i) => rows.reduce((sum, n) => sum + values[n * pixels + i]!, 0) / rows.length,
    );
  });
}

/** Returns one picture of each class, [10][64] of 1 and -1: the signs of the means. */
export async function digitRows(count = 10): Promise<number[][]> {
  const { train } = await bitDigits(0);
  return (await classMeans(train)).slice(0, count).map((mean) => mean.map((value) => (value >= 0 ? 1 : -1)));
}

export async function digitPictures(count = 10): Promise<Tensor> {
  return Tensor.from((await digitRows(count)).flat(), [count, side * side]);
}

/** Converts states to gray levels: ink where the state is 1, and half of it where nothing is known. */
export const grays = (states: readonly number[]): number[] => states.map((state) => 127.5 * (state + 1));

/** Returns the rows of a matrix as lists. */
export async function rowsOf(matrix: Tensor): Promise<number[][]> {
  const [values, width] = [await matrix.array(), matrix.shape[1]!];
  return Array.from({ length: matrix.shape[0]! }, (_, row) => Array.from(values.slice(row * width, (row + 1) * width)));
}
