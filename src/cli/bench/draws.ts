/** Random data for workloads, drawn in plain JavaScript: the engine must be cold when its first program is compiled. */
import { foldIn, keyOf, threefry2x32 } from "../../base/threefry.ts";
import { type Tensor, adopt } from "../../tensor/index.ts";

/** Numbers in [0, 1); each `stream` has its own. */
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

/** Standard normal (Box and Muller, 1958). */
export function normal(shape: readonly number[]): Tensor {
  const next = fractions(streams++);
  return filled(shape, () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()));
}

/** -1 or 1, as likely. */
export function signs(shape: readonly number[]): Tensor {
  const next = fractions(streams++);
  return filled(shape, () => (next() < 0.5 ? -1 : 1));
}

/** 1 with probability `p`, else 0. */
export function bernoulli(shape: readonly number[], p: number): Tensor {
  const next = fractions(streams++);
  return filled(shape, () => (next() < p ? 1 : 0));
}

/** Uniform in [-bound, bound). */
export function uniform(shape: readonly number[], bound: number): Tensor {
  const next = fractions(streams++);
  return filled(shape, () => (2 * next() - 1) * bound);
}

/** From 0 to `classes` - 1, i32. */
export function labels(shape: readonly number[], classes: number): Tensor {
  const next = fractions(streams++);
  const length = shape.reduce((product, size) => product * size, 1);
  return adopt(
    Int32Array.from({ length }, () => Math.floor(classes * next())),
    shape,
  );
}
