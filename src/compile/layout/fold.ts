/**
 * Rewrites folds (sums over windows). Folds of a product with a kernel are a convolution of its left factor with the
 * reversed kernel. Folds of windows that do not overlap are a reshape. Any other fold is a sum of shifted copies, one
 * per tap.
 */
import { type Shape, sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import type { FoldAttributes, WindowOps } from "../../ops/window.ts";
import {
  asNode,
  joined,
  padded,
  permuted,
  type Placed,
  placed,
  plain,
  reshaped,
  shapeOf,
  sliced,
  split,
  surrounded,
} from "./permuted-value.ts";
import type { CompilerOptions } from "../ir/options.ts";
import { multiplied } from "./windowed-products.ts";

/** Maximum number of shifted copies. Folds with more taps use the general rule. */
const mostCopies = 16;

/** Returns `base` after `folds`, innermost first. A prefix of the folds becomes a convolution if that is faster. */
export function folded(
  folds: readonly FoldAttributes[],
  base: Placed,
  options: CompilerOptions,
  ops: WindowOps,
): Placed {
  const counts = Array.from({ length: folds.length + 1 }, (_, count) => count);
  const costs = counts.map((count) => cost(folds.slice(0, count), base, folds.length));
  const count = costs.indexOf(Math.min(...costs));
  const product = count === 0 ? base : convolution(folds.slice(0, count), base, options, ops);
  return folds
    .slice(count)
    .reduce((value, fold) => foldDisjoint(fold, value) ?? foldByShifts(fold, value, ops), product);
}

/** A fold along an axis of a product's rows, whose taps are an axis of the product's columns. */
interface Pair extends FoldAttributes {
  readonly tap: number;
}

/**
 * Returns the folds as pairs of axes of `core`, a product of [batch, rows, depth] and [batch, columns, depth]. Null if
 * a fold is not of this form.
 */
function pairsOf(folds: readonly FoldAttributes[], { core, order }: Placed): Pair[] | null {
  if (core.op !== "dot") return null;
  const { batch, contract } = core.attributes as { batch: number; contract: number };
  const rows = core.inputs[0]!.shape.length - contract;
  const pairs = folds.map((fold, i) => ({ ...fold, axis: order[fold.axis]!, tap: order.at(-1 - i)! }));
  return pairs.some(({ axis, tap }) => axis < batch || axis >= rows || tap < rows) ? null : pairs;
}

/**
 * Cost model: extra steps of k per tile, and the cost of the sums per element of a product, in floating-point
 * operations.
 */
const stepsPerTile = 8;
const flopsPerSum = 25;

/** Estimates the time to convolve over the folds in `first` and to sum the taps of the others. */
function cost(first: readonly FoldAttributes[], base: Placed, all: number): number {
  const { core } = base;
  const pairs = pairsOf(first, base);
  if (!pairs) return first.length === 0 ? 0 : Infinity;
  const { contract } = core.attributes as { contract: number };
  const [x] = core.inputs as [Node, Node];
  const free = x.shape.length - contract;
  const lengths = core.shape.map((length, axis) => pairs.find((pair) => pair.axis === axis)?.length ?? length);
  const taps = pairs.reduce((product, { tap }) => product * core.shape[tap]!, 1);
  const rows = sizeOf(lengths.slice(0, free));
  const columns = sizeOf(core.shape.slice(free)) / taps;
  const depth = sizeOf(x.shape.slice(free)) * taps;
  const sums = first.length < all ? flopsPerSum * rows * columns : 0;
  return 2 * rows * (depth + stepsPerTile) * 4 * Math.ceil(columns / 4) + sums;
}

/** Rewrites folds of x · kernel over axes of the rows of x and of the kernel: Σ over taps t of x[p - t] · kernel[t]. */
function convolution(folds: readonly FoldAttributes[], base: Placed, options: CompilerOptions, ops: WindowOps): Placed {
  const { core, order } = base;
  const { batch, contract } = core.attributes as { batch: number; contract: number };
  const [x, y] = core.inputs.map(placed) as [Placed, Placed];
  const rows = x.order.length - contract;
  const pairs = pairsOf(folds, base)!;
  const taps = pairs.map(({ tap }) => tap - rows + batch);
  const sizes = pairs.map(({ tap }) => core.shape[tap]!);
  const wide = surroundedBy(x, pairs, sizes);
  const windows = pairs.reduce((value, { axis, dilation }, i) => windowed(value, axis, sizes[i]!, dilation, ops), wide);
  const others = y.order.map((_, axis) => axis).filter((axis) => !taps.includes(axis));
  const kernel = permuted(reversed(y, taps), [...others, ...taps]);
  const product = multiplied(windows, kernel, batch, contract + folds.length, options);
  // The axes of the old product except the taps, in the order left by the folds.
  const left = core.shape.map((_, axis) => axis).filter((axis) => !pairs.some(({ tap }) => tap === axis));
  const kept = order.slice(0, order.length - folds.length);
  return permuted(
    product,
    kept.map((axis) => left.indexOf(axis)),
  );
}

/**
 * Inserts zeros between and around the elements, so that windows over the result contain the terms summed by the folds.
 */
function surroundedBy(x: Placed, folds: readonly FoldAttributes[], sizes: Shape): Placed {
  const apart = folds.reduce((value, { axis, stride }) => dilated(value, axis, stride), x);
  const lengths = [...shapeOf(apart)];
  const from = lengths.map(() => 0);
  folds.forEach(({ axis, start, length, dilation }, i) => {
    const reach = (sizes[i]! - 1) * dilation;
    from[axis] = start - reach;
    lengths[axis] = length + reach;
  });
  return surrounded(apart, from, lengths);
}

function windowed(x: Placed, axis: number, size: number, dilation: number, { window }: WindowOps): Placed {
  const core = build.apply(window, [x.core], { axis: x.order[axis]!, size, stride: 1, dilation });
  return { core, order: [...x.order, x.core.shape.length] };
}

/** Inserts stride - 1 zeros between adjacent elements of an axis. */
function dilated(x: Placed, axis: number, stride: number): Placed {
  if (stride === 1) return x;
  const single = split(x, axis, 1);
  const zeros = shapeOf(single).map(() => 0);
  const apart = joined(padded(single, zeros, [...zeros.slice(1), stride - 1]), axis);
  const lengths = shapeOf(apart).map((length, i) => (i === axis ? length - stride + 1 : length));
  return sliced(
    apart,
    lengths.map(() => 0),
    lengths,
    lengths.map(() => 1),
  );
}

function reversed(y: Placed, axes: readonly number[]): Placed {
  const shape = shapeOf(y);
  const backwards = (axis: number) => axes.includes(axis) && shape[axis]! > 1;
  return sliced(
    y,
    shape.map((length, axis) => (backwards(axis) ? length - 1 : 0)),
    shape,
    shape.map((_, axis) => (backwards(axis) ? -1 : 1)),
  );
}

/** Folds windows that neither overlap nor leave gaps, by a reshape. Returns null for other windows. */
function foldDisjoint({ axis, start, length, stride, dilation }: FoldAttributes, x: Placed): Placed | null {
  const size = shapeOf(x).at(-1)!;
  if (dilation !== 1 || stride !== size) return null;
  const whole = joined(x, axis);
  const shape = shapeOf(whole);
  return surrounded(
    whole,
    shape.map((_, i) => (i === axis ? start : 0)),
    shape.map((each, i) => (i === axis ? length : each)),
  );
}

/** Folds windows as a sum of shifted copies, one per tap, of values surrounded by zeros. */
function foldByShifts(fold: FoldAttributes, x: Placed, ops: WindowOps): Placed {
  const { axis, length, dilation } = fold;
  const size = shapeOf(x).at(-1)!;
  if (size > mostCopies) return plain(build.apply(ops.fold, [asNode(x)], { ...fold }));
  const wide = surroundedBy(x, [fold], [size]);
  const shape = shapeOf(wide).map((each, i, { length: rank }) => (i === axis ? length : i === rank - 1 ? 1 : each));
  const ones = shape.map(() => 1);
  const copies = Array.from({ length: size }, (_, tap) => {
    const starts = shape.map((_, i) => (i === axis ? (size - 1 - tap) * dilation : i === shape.length - 1 ? tap : 0));
    return sliced(wide, starts, shape, ones).core;
  });
  const sum = { core: copies.reduce((left, right) => build.add(left, right)), order: wide.order };
  return reshaped(sum, shape.slice(0, -1)) ?? plain(build.reshape(asNode(sum), shape.slice(0, -1)));
}
