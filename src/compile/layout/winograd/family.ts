/**
 * The one-dimensional transforms of Winograd's convolutions F(2, 3) and F(4, 3) (Lavin and Gray, "Fast algorithms for
 * convolutional neural networks", 2016), each as few sums and multiples of nodes. A tile takes one product for each of
 * its places. Knows no images.
 */
import { build } from "../../../graph/builder.ts";
import type { Node } from "../../../graph/node.ts";

/** A row of values that a one-dimensional transform maps to another. */
export type Transform = (values: readonly Node[]) => Node[];

export interface Family {
  /** Pixels of the output in a tile's row or column. */
  readonly outputs: number;
  /** Places in a transformed tile's row or column: as many pixels of the input. */
  readonly places: number;
  /** Bᵀ: a tile of the input. */
  readonly input: Transform;
  /** Aᵀ: neighbors of the output from the sums of products. */
  readonly output: Transform;
  /** A: its transpose, for gradients of the output. */
  readonly outputAdjoint: Transform;
  /** G: three taps of a filter. */
  readonly filter: Transform;
  /** Gᵀ, for gradients of the filter. */
  readonly filterAdjoint: Transform;
}

const { add, sub } = build;

const times = (factor: number, x: Node): Node => build.mul(x, build.constant(factor, x.dtype));
const half = (x: Node): Node => times(0.5, x);
const twice = (x: Node): Node => add(x, x);
/** x + y and x - y. */
const both = (x: Node, y: Node): [sum: Node, difference: Node] => [add(x, y), sub(x, y)];

/** F(2, 3), by the points 0, 1, -1 and infinity. */
export const small: Family = {
  outputs: 2,
  places: 4,
  input: ([a, b, c, d]) => [sub(a!, c!), add(b!, c!), sub(c!, b!), sub(b!, d!)],
  output: ([a, b, c, d]) => [add(add(a!, b!), c!), sub(sub(b!, c!), d!)],
  outputAdjoint: ([a, b]) => [a!, ...both(a!, b!), build.neg(b!)],
  filter: ([a, b, c]) => [a!, ...both(half(add(a!, c!)), half(b!)), c!],
  filterAdjoint: ([a, b, c, d]) => {
    const [sum, difference] = both(half(b!), half(c!));
    return [add(a!, sum), difference, add(sum, d!)];
  },
};

/**
 * F(4, 3), by the points 0, ±√½, ±√2 and infinity: their products are powers of two, and as their powers stay near 1, so
 * do the entries of all matrices. The error is a third of that with the usual points 0, ±1, ±2.
 */
export const large: Family = {
  outputs: 4,
  places: 6,
  input: ([a, b, c, d, e, f]) => [
    add(sub(a!, times(2.5, c!)), e!),
    ...both(sub(e!, twice(c!)), times(Math.SQRT1_2, sub(d!, twice(b!)))),
    ...both(sub(e!, half(c!)), times(Math.SQRT2, sub(d!, half(b!)))),
    add(sub(b!, times(2.5, d!)), f!),
  ],
  output: ([a, b, c, d, e, f]) => {
    const [even, odd] = both(b!, c!);
    const [evenFar, oddFar] = both(d!, e!);
    const [near, far] = [times(Math.SQRT1_2, odd), times(Math.SQRT2, oddFar)];
    const last = add(add(half(near), twice(far)), f!);
    return [add(add(a!, even), evenFar), add(near, far), add(half(even), twice(evenFar)), last];
  },
  outputAdjoint: ([a, b, c, d]) => [
    a!,
    ...both(add(a!, half(c!)), times(Math.SQRT1_2, add(b!, half(d!)))),
    ...both(add(a!, twice(c!)), times(Math.SQRT2, add(b!, twice(d!)))),
    d!,
  ],
  filter: ([a, b, c]) => [
    a!,
    ...both(times(-2 / 3, add(a!, half(c!))), times((-2 / 3) * Math.SQRT1_2, b!)),
    ...both(times(1 / 6, add(a!, twice(c!))), times(Math.SQRT2 / 6, b!)),
    c!,
  ],
  filterAdjoint: ([a, b, c, d, e, f]) => {
    const [even, odd] = both(b!, c!);
    const [evenFar, oddFar] = both(d!, e!);
    return [
      add(a!, sub(times(1 / 6, evenFar), times(2 / 3, even))),
      sub(times(Math.SQRT2 / 6, oddFar), times(Math.SQRT2 / 3, odd)),
      add(times(1 / 3, sub(evenFar, even)), f!),
    ];
  },
};
