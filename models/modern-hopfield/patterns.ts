/** Patterns to store: random points on a sphere, and pictures of digits. All have the length √d. */
import { Tensor, compile, random, reference } from "hebb";
import { digits } from "hebb/data";

/** Width and height of a picture of a digit. */
export const side = 8;

/** Draws random points on the sphere of radius √features, f32 [count, features]. */
export async function spherePatterns(count: number, features: number): Promise<Tensor> {
  return scaled(await stored(random.normal([count, features])));
}

/** Returns the first training digits, f32 [count, 64], with background below 0 and ink above. */
export async function digitPatterns(count: number): Promise<Tensor> {
  const { train } = await digits();
  return scaled(train.take(count).field(0).cast("f32").sub(8));
}

/** Adds normal noise to each element. */
export const noisy = (patterns: Tensor, std: number): Promise<Tensor> =>
  stored(patterns.add(random.normal(patterns.shape, { std })));

/** Replaces all elements from number `known` on by 0. */
export function cut(patterns: Tensor, known: number): Tensor {
  const [count, features] = patterns.shape as [number, number];
  return patterns.slice([0, count], [0, known]).pad([
    [0, 0],
    [0, features - known],
  ]);
}

/** Returns the distance of each state from its pattern, relative to the length of the pattern. */
export async function distances(states: Tensor, patterns: Tensor): Promise<number[]> {
  return [...(await states.sub(patterns).norm(-1).div(patterns.norm(-1)).array())];
}

/** Largest relative distance of a recalled pattern. The cosine would not do: even the mean of all points at the pattern. */
export const near = 0.2;

/** Returns the share of states within this distance of their patterns. */
export async function recalledShare(states: Tensor, patterns: Tensor): Promise<number> {
  const found = await distances(states, patterns);
  return found.filter((distance) => distance <= near).length / found.length;
}

/** Returns the largest difference between `exact`, computed in f64, and `compiled`, computed in f32. */
export async function largestDifference(exact: Tensor, compiled: Tensor): Promise<number> {
  const [[expected], found] = [await reference(exact), await compiled.array()];
  return expected!.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0);
}

/** Converts a row of a matrix to gray levels. */
export async function grays(states: Tensor): Promise<number[]> {
  return [...(await states.div(2).add(0.5).clamp(0, 1).mul(255).array())];
}

const scaled = (patterns: Tensor): Promise<Tensor> =>
  stored(compile((x: Tensor) => x.mul(Math.sqrt(x.shape[1]!)).div(x.norm(-1, { keepDims: true })))(patterns));

async function stored(x: Tensor): Promise<Tensor> {
  return Tensor.from(await x.array(), x.shape);
}
