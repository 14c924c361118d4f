/**
 * What sums over windows become: folds of a product with a kernel are a convolution of its left factor with the reversed
 * kernel; windows that do not overlap are a reshape; anything else stays what it is.
 */
import type { Shape } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { FoldAttributes } from "../ops/window.ts";
import {
  asNode,
  joined,
  padded,
  permuted,
  type Placed,
  placed,
  plain,
  shapeOf,
  sliced,
  split,
  surrounded,
} from "./placed.ts";
import { type ConvolutionOptions, multiplied } from "./windowed-dot.ts";

/** `folds`, innermost first, of `base`; `last` gives what the outermost folds. */
export function folded(
  folds: readonly FoldAttributes[],
  base: Placed,
  last: () => Placed,
  options: ConvolutionOptions,
): Placed {
  const fold = folds.at(-1)!;
  return convolution(folds, base, options) ?? apart(fold, last()) ?? plain(build.fold(asNode(last()), fold));
}

/** x · kernel folded over axes of x's rows and of the kernel: Σ over taps t of x[p - t] · kernel[t]. */
function convolution(
  folds: readonly FoldAttributes[],
  { core, order }: Placed,
  options: ConvolutionOptions,
): Placed | null {
  if (core.op !== "dot") return null;
  const { batch, contract } = core.attributes as { batch: number; contract: number };
  const [x, y] = core.inputs.map(placed) as [Placed, Placed];
  const rows = x.order.length - contract;
  const pairs = folds.map((fold, i) => ({ ...fold, axis: order[fold.axis]!, tap: order.at(-1 - i)! }));
  if (pairs.some(({ axis, tap }) => axis < batch || axis >= rows || tap < rows)) return null;
  const taps = pairs.map(({ tap }) => tap - rows + batch);
  const sizes = pairs.map(({ tap }) => core.shape[tap]!);
  const wide = surroundedBy(x, pairs, sizes);
  const windows = pairs.reduce((value, { axis, dilation }, i) => slid(value, axis, sizes[i]!, dilation), wide);
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
  const apart = folds.reduce((value, { axis, stride }) => spread(value, axis, stride), x);
  const lengths = [...shapeOf(apart)];
  const from = lengths.map(() => 0);
  folds.forEach(({ axis, start, length, dilation }, i) => {
    const reach = (sizes[i]! - 1) * dilation;
    from[axis] = start - reach;
    lengths[axis] = length + reach;
  });
  return surrounded(apart, from, lengths);
}

function slid(x: Placed, axis: number, size: number, dilation: number): Placed {
  const core = build.window(x.core, x.order[axis]!, size, 1, dilation);
  return { core, order: [...x.order, x.core.shape.length] };
}

/** stride - 1 zeros between neighbours of an axis. */
function spread(x: Placed, axis: number, stride: number): Placed {
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
