/** Random data for workloads, drawn in plain JavaScript so that the workload is the first program that is compiled. */
import { foldIn, keyOf, threefry2x32 } from "../../base/threefry.ts";
import { type Tensor, adopt } from "../../tensor/index.ts";

/** A generator of uniform numbers in [0, 1), independent for each `stream`. */
function fractions(stream: number): () => number {
  const key = foldIn(keyOf(0), stream);
  let count = 0;
  return () => threefry2x32(key, [0, count++])[0] / 2 ** 32;
}

let streams = 0;

function filled(shape: readonly number[], next: () => number): Tensor {
  const length = shape.reduce((product, size) => product * size, 1);
  return adopt(Float32Array.from({ length }, next), shape);
}

/** Standard normal numbers (Box and Muller, 1958). */
export function normal(shape: readonly number[]): Tensor {
  const next = fractions(streams++);
  return filled(shape, () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()));
}

/** Numbers -1 and 1 with equal probability. */
export function signs(shape: readonly number[]): Tensor {
  const next = fractions(streams++);
  return filled(shape, () => (next() < 0.5 ? -1 : 1));
}

/** Numbers that are 1 with probability `p`, else 0. */
export function bernoulli(shape: readonly number[], p: number): Tensor {
  const next = fractions(streams++);
  return filled(shape, () => (next() < p ? 1 : 0));
}

/** Uniform numbers in [-bound, bound). */
export function uniform(shape: readonly number[], bound: number): Tensor {
  const next = fractions(streams++);
  return filled(shape, () => (2 * next() - 1) * bound);
}

/** Integers from 0 to `classes` - 1, i32. */
export function labels(shape: readonly number[], classes: number): Tensor {
  const next = fractions(streams++);
  const length = shape.reduce((product, size) => product * size, 1);
  return adopt(
    Int32Array.from({ length }, () => Math.floor(classes * next())),
    shape,
  );
}
