/**
 * How the axes of a dot become the loops of a contraction: one loop each for batch, rows, columns and depth where strides
 * say it, or several for the rows and the depth where the left operand is read through windows, so that a convolution
 * needs no copy of them. Knows views, not kernels.
 */
import { isFloat } from "../../base/dtype.ts";
import { sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { featureOf } from "./feature.ts";
import { cutSteps, type Loop, mergedLoops } from "./merge-loops.ts";
import { storedView } from "./stored-view.ts";
import type { ProductLoops, ProductOperand, Seen } from "./product-types.ts";
import { reshapeView, type View } from "./view.ts";

/** The loops, or the operand that must be copied first: 0 or 1. */
export function productLoops(node: Node, stored: (node: Node) => boolean): ProductLoops | 0 | 1 {
  const { batch, contract } = node.attributes as { batch: number; contract: number };
  const [left, right] = node.inputs.map((operand) => seen(operand, stored));
  if (!left) return 0;
  const flat = flatMatrix(left, batch, contract);
  if (!flat && !left.windows) return 0;
  if (!right) return 1;
  const flatRight = flatMatrix(right, batch, contract);
  if (flat && flatRight) return flatLoops([left, flat], [right, flatRight], batch);
  return left.windows ? featureOf(left.windows)!.productLoops!(left, right, batch, contract) : 1;
}

function seen(operand: Node, stored: (node: Node) => boolean): Seen | null {
  const found = storedView(operand, stored);
  if (!found || !isFloat(found.base.dtype)) return null;
  const { base, view, path } = found;
  // Addresses that fall have no place in the kernels of products: reversed operands are copied.
  if (view.strides.some((stride, axis) => stride < 0 && view.shape[axis] !== 1)) return null;
  return { base, view, windows: path.find((node) => featureOf(node)?.productLoops) };
}

/** With one axis for the rows and one for the depth, but all those of the batch. */
function flatMatrix({ view }: Seen, batch: number, contract: number): View | null {
  const { shape } = view;
  const free = shape.length - contract;
  return reshapeView(view, [...shape.slice(0, batch), sizeOf(shape.slice(batch, free)), sizeOf(shape.slice(free))]);
}

function flatLoops([left, x]: [Seen, View], [right, y]: [Seen, View], batch: number): ProductLoops {
  const axes = x.shape.slice(0, batch).map((length, i) => ({ length, strides: [x.strides[i]!, y.strides[i]!] }));
  const merged = mergedLoops(axes);
  const loops = merged.length > 0 ? merged : [{ length: 1, strides: [0, 0] }];
  const operand = ({ base }: Seen, { offset, strides }: View, side: 0 | 1): ProductOperand => ({
    base,
    offset,
    batchStrides: loops.map((loop) => loop.strides[side]!),
    rowStrides: [strides[batch]!],
    kStrides: [strides[batch + 1]!],
  });
  const [m, k] = [x.shape[batch]!, x.shape[batch + 1]!];
  const sizes = { batches: loops.map(({ length }) => length), rows: [m], steps: [k], packSteps: [k] };
  return { ...sizes, left: operand(left, x, 0), right: operand(right, y, 1) };
}

/** The loops where windows cut the rows or the depth of the left operand into several. */
export function windowLoops(left: Seen, right: Seen, batch: number, contract: number): ProductLoops | 0 | 1 {
  const loopsOf = ({ view: { shape, strides } }: Seen, from: number, to: number): Loop[] =>
    shape.slice(from, to).map((length, i) => ({ length, strides: [strides[from + i]!] }));
  const free = left.view.shape.length - contract;
  const freeRight = right.view.shape.length - contract;
  const batches = [left, right].map((operand) => mergedLoops(loopsOf(operand, 0, batch)));
  if (batches[0]!.length > 1) return 0;
  const columns = mergedLoops(loopsOf(right, batch, freeRight));
  if (batches[1]!.length > 1 || columns.length > 1) return 1;
  const merged = mergedLoops(loopsOf(left, batch, free));
  // Two loops over the rows at least: the sign of a nested contraction, whose panels of b lie together.
  const missing = Array.from({ length: Math.max(0, 2 - merged.length) }, (): Loop => ({ length: 1, strides: [0] }));
  const rows = [...missing, ...merged];
  const inPlace = columns.length === 0 || columns[0]!.strides[0] === 1;
  const depth = depthLoops(
    loopsOf(left, free, left.view.shape.length),
    loopsOf(right, freeRight, right.view.shape.length),
    inPlace,
  );
  const strideOf = (loops: readonly Loop[]) => loops[0]?.strides[0] ?? 0;
  const operand = ({ base, view }: Seen, side: 0 | 1) => ({
    base,
    offset: view.offset,
    batchStrides: [strideOf(batches[side]!)],
  });
  return {
    batches: [sizeOf(left.view.shape.slice(0, batch))],
    rows: rows.map(({ length }) => length),
    steps: depth.left.map(({ length }) => length),
    left: {
      ...operand(left, 0),
      rowStrides: rows.map(({ strides }) => strides[0]!),
      kStrides: depth.left.map(({ strides }) => strides[0]!),
    },
    right: {
      ...operand(right, 1),
      rowStrides: [inPlace ? 1 : strideOf(columns)],
      kStrides: depth.right.map(({ strides }) => strides[0]!),
    },
    packSteps: depth.right.map(({ length }) => length),
  };
}

/**
 * The loops over the depth, the left operand's neighbours in memory last: the sum is the same in any order. Where the
 * right operand is packed first, each has loops of its own.
 */
function depthLoops(left: readonly Loop[], right: readonly Loop[], inPlace: boolean): { left: Loop[]; right: Loop[] } {
  const both = left.map(({ length, strides }, i) => ({ length, strides: [strides[0]!, right[i]!.strides[0]!] }));
  // Loops along which the left operand stands still go outside, so that inner ones are long runs through it.
  const span = ({ strides }: Loop) => strides[0] || Infinity;
  both.sort((a, b) => span(b) - span(a) || b.strides[1]! - a.strides[1]!);
  const side = (loops: readonly Loop[], at: 0 | 1) =>
    loops.map(({ length, strides }) => ({ length, strides: [strides[at]!] }));
  if (!inPlace) return { left: cutSteps(mergedLoops(side(both, 0))), right: mergedLoops(side(both, 1)) };
  const steps = cutSteps(mergedLoops(both));
  return { left: side(steps, 0), right: side(steps, 1) };
}
