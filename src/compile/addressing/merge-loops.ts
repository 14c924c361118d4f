/** Loops with a stride for each array that they walk: merged where one stride serves, cut where a run is too long. */
import { deepSteps } from "../ir/depth.ts";

export interface StridedLoop {
  readonly length: number;
  readonly strides: readonly number[];
}

/** The loops longer than 1, outermost first; an outer one is merged into its neighbor where all strides allow it. */
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

/** So many steps of the two innermost loops, which a micro-kernel runs, keep its part of B in the first-level cache. */
const mostSteps = 512;
/** A micro-kernel sums them one after the other: in deep products, fewer, unless that were so few that it takes longer. */
const shortChain = { most: 64, least: 24 };

/**
 * Cuts the two innermost loops over the depth so that together they take few steps, where divisors allow. The
 * first strides are those of A.
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
  // A run ends where the address in A has moved on by its length, so one along which A stands still has a single step.
  if (inner.strides[0] === 0) {
    const still = { length: 1, strides: inner.strides.map((_, i) => Number(i === 0)) };
    return [...outer.reverse(), second, inner, still];
  }
  const [rest, run] = cut(second, most / inner.length);
  return [...outer.reverse(), ...(rest.length > 1 ? [rest] : []), run, inner];
}

/** As a loop of loops, the inner one as long as a divisor up to `most` allows; whole where there is no useful one. */
function cut({ length, strides }: StridedLoop, most: number): [StridedLoop, StridedLoop] {
  let divisor = largestDivisor(length, Math.floor(most));
  if (divisor * 8 < Math.min(length, most)) divisor = length;
  return [
    { length: length / divisor, strides: strides.map((stride) => stride * divisor) },
    { length: divisor, strides },
  ];
}

/** The largest divisor of `length` up to `most`. */
export function largestDivisor(length: number, most: number): number {
  let divisor = Math.max(1, Math.min(length, most));
  while (length % divisor !== 0) divisor--;
  return divisor;
}
