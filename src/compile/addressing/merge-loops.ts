/**
 * Loops with one stride per array. Adjacent loops are merged if one stride can address both, and split if a run is too
 * long.
 */
import { deepSteps } from "../ir/depth.ts";

/** A loop with its length and one stride per array. */
export interface StridedLoop {
  readonly length: number;
  readonly strides: readonly number[];
}

/**
 * Returns the loops longer than 1, outermost first. A loop is merged with its inner neighbor if all strides allow it.
 */
export function mergedLoops(loops: readonly StridedLoop[]): StridedLoop[] {
  const merged: StridedLoop[] = [];
  for (const loop of loops) {
    if (loop.length === 1) continue;
    const last = merged.at(-1);
    if (last?.strides.every((stride, i) => stride === loop.strides[i]! * loop.length)) {
      merged[merged.length - 1] = { length: last.length * loop.length, strides: loop.strides };
    } else {
      merged.push(loop);
    }
  }
  return merged;
}

/**
 * Largest number of steps of the two innermost loops, which a micro-kernel runs. With more, its part of B would not
 * stay in the first-level cache.
 */
const mostSteps = 512;
/**
 * Bounds on the number of steps in deep products, which a micro-kernel adds in one chain. Shorter chains have smaller
 * rounding errors but take more time, so below `least` they are not used.
 */
const shortChain = { most: 64, least: 24 };

/**
 * Splits the two innermost loops over the depth by divisors, so that together they have few steps. The first strides
 * are those of A.
 */
export function cutSteps(loops: readonly StridedLoop[]): StridedLoop[] {
  const product = (some: readonly StridedLoop[]) => some.reduce((steps, { length }) => steps * length, 1);
  const short = product(loops) > deepSteps ? cutTo(loops, shortChain.most) : [];
  return product(short.slice(-2)) >= shortChain.least ? short : cutTo(loops, mostSteps);
}

function cutTo(loops: readonly StridedLoop[], most: number): StridedLoop[] {
  const [inner = { length: 1, strides: [0, 0] }, second, ...outer] = loops.toReversed();
  if (inner.length > most) {
    const [rest, run] = cut(inner, most);
    return [
      ...outer.reverse(),
      ...(second ? [second] : []),
      rest,
      { length: 1, strides: inner.strides.map(() => 0) },
      run,
    ];
  }
  if (!second) return [inner];
  // A run ends where the address in A has advanced by the length of the run. If A has stride 0, a run is a single step.
  if (inner.strides[0] === 0) {
    const still = { length: 1, strides: inner.strides.map((_, i) => Number(i === 0)) };
    return [...outer.reverse(), second, inner, still];
  }
  const [rest, run] = cut(second, most / inner.length);
  return [...outer.reverse(), ...(rest.length > 1 ? [rest] : []), run, inner];
}

/**
 * Splits a loop in two. The length of the inner loop is the largest divisor up to `most`, or the whole length if that
 * divisor is too small.
 */
function cut({ length, strides }: StridedLoop, most: number): [StridedLoop, StridedLoop] {
  let divisor = largestDivisor(length, Math.floor(most));
  if (divisor * 8 < Math.min(length, most)) divisor = length;
  return [
    { length: length / divisor, strides: strides.map((stride) => stride * divisor) },
    { length: divisor, strides },
  ];
}

/** Returns the largest divisor of `length` that is at most `most`. */
export function largestDivisor(length: number, most: number): number {
  let divisor = Math.max(1, Math.min(length, most));
  while (length % divisor !== 0) divisor--;
  return divisor;
}
