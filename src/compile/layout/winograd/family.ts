/**
 * One-dimensional transforms of Winograd's convolutions F(2, 3) and F(4, 3) (Lavin and Gray, "Fast algorithms for
 * convolutional neural networks", 2016), with few additions and scalings. A tile takes one multiplication for each of
 * its places. Independent of images.
 */
import { build } from "../../../graph/builder.ts";
import type { Node } from "../../../graph/node.ts";

/** Maps a row of values to a row of transformed values. */
export type Transform = (values: readonly Node[]) => Node[];

/** The transforms of one Winograd algorithm. */
export interface Family {
  /** Output pixels in a row or column of a tile. */
  readonly outputs: number;
  /** Places in a row or column of a transformed tile, which is also the number of input pixels. */
  readonly places: number;
  /** Bᵀ: transforms a tile of the input. */
  readonly input: Transform;
  /** Aᵀ: transforms sums of products to output pixels. */
  readonly output: Transform;
  /** A: transforms gradients of the output. */
  readonly outputAdjoint: Transform;
  /** G: transforms three taps of a filter. */
  readonly filter: Transform;
  /** Gᵀ: transforms sums of products to gradients of the filter. */
  readonly filterAdjoint: Transform;
}

const { add, sub } = build;

const times = (factor: number, x: Node): Node => build.mul(x, build.constant(factor, x.dtype));
const half = (x: Node): Node => times(0.5, x);
const twice = (x: Node): Node => add(x, x);
/** Returns x + y and x - y. */
const both = (x: Node, y: Node): [sum: Node, difference: Node] => [add(x, y), sub(x, y)];

/** F(2, 3) with the points 0, 1, -1 and infinity. */
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
 * F(4, 3) with the points 0, ±√½, ±√2 and infinity. Their products are powers of two. Their powers stay near 1, and so
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
