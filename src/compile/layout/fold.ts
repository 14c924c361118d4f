/**
 * What sums over windows become: folds of a product with a kernel are a convolution of its left factor with the reversed
 * kernel; windows that do not overlap are a reshape; anything else is a sum of shifted copies, one for each tap.
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

/** A sum of more copies is written by the rule for any fold. */
const mostCopies = 16;

/** `folds`, innermost first, of `base`: the first of them by a convolution where that pays. */
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
  return folds.slice(count).reduce((value, fold) => apart(fold, value) ?? shifted(fold, value, ops), product);
}

/** A fold that is also an axis of the rows of a product, and its taps an axis of the product's columns. */
interface Pair extends FoldAttributes {
  readonly tap: number;
}

/** The folds over axes of `core`, a product of [batch, rows, depth] with [batch, columns, depth]; null for any others. */
function pairsOf(folds: readonly FoldAttributes[], { core, order }: Placed): Pair[] | null {
  if (core.op !== "dot") return null;
  const { batch, contract } = core.attributes as { batch: number; contract: number };
  const rows = core.inputs[0]!.shape.length - contract;
  const pairs = folds.map((fold, i) => ({ ...fold, axis: order[fold.axis]!, tap: order.at(-1 - i)! }));
  return pairs.some(({ axis, tap }) => axis < batch || axis >= rows || tap < rows) ? null : pairs;
}

/** What a step of K costs beside those of its tile, and what the sums cost for each element that a product leaves them. */
const stepsPerTile = 8;
const flopsPerSum = 25;

/** About how long it takes to convolve over the first folds and to sum the taps of the others. */
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

/** x · kernel folded over axes of x's rows and of the kernel: Σ over taps t of x[p - t] · kernel[t]. */
function convolution(folds: readonly FoldAttributes[], base: Placed, options: CompilerOptions, ops: WindowOps): Placed {
  const { core, order } = base;
  const { batch, contract } = core.attributes as { batch: number; contract: number };
  const [x, y] = core.inputs.map(placed) as [Placed, Placed];
  const rows = x.order.length - contract;
  const pairs = pairsOf(folds, base)!;
  const taps = pairs.map(({ tap }) => tap - rows + batch);
  const sizes = pairs.map(({ tap }) => core.shape[tap]!);
  const wide = surroundedBy(x, pairs, sizes);
  const windows = pairs.reduce((value, { axis, dilation }, i) => slid(value, axis, sizes[i]!, dilation, ops), wide);
  const others = y.order.map((_, axis) => axis).filter((axis) => !taps.includes(axis));
  const kernel = permuted(reversed(y, taps), [...others, ...taps]);
  const product = multiplied(windows, kernel, batch, contract + folds.length, options);
  // The axes of the old product without the taps, in the order that the folds leave.
  const left = core.shape.map((_, axis) => axis).filter((axis) => !pairs.some(({ tap }) => tap === axis));
  const kept = order.slice(0, order.length - folds.length);
  return permuted(
    product,
    kept.map((axis) => left.indexOf(axis)),
  );
}

/** Zeros between and around the elements, so that windows of so many taps over them hold what the folds add. */
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

function slid(x: Placed, axis: number, size: number, dilation: number, { window }: WindowOps): Placed {
  const core = build.apply(window, [x.core], { axis: x.order[axis]!, size, stride: 1, dilation });
  return { core, order: [...x.order, x.core.shape.length] };
}

/** stride - 1 zeros between neighbors of an axis. */
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

/** Windows that neither overlap nor leave gaps. */
function apart({ axis, start, length, stride, dilation }: FoldAttributes, x: Placed): Placed | null {
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

/** The sum of shifted copies, one for each tap, of values with zeros around them. */
function shifted(fold: FoldAttributes, x: Placed, ops: WindowOps): Placed {
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
