/**
 * How the axes of a dot become the loops of a contraction: one loop each for batch, rows, columns and depth where strides
 * say it, or several for the rows and the depth where the left operand is read through windows, so that a convolution
 * needs no copy of them. Knows views, not kernels.
 */
import { isFloat } from "../../base/dtype.ts";
import { sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { featureOf } from "./feature.ts";
import { cutSteps, type StridedLoop, mergedLoops } from "./merge-loops.ts";
import { storedView } from "./stored-view.ts";
import type { ProductAddressing, ProductLoops, ProductOperand, Seen } from "./product-types.ts";
import { reshapeView, type View } from "./view.ts";

export function productLoops(node: Node, stored: (node: Node) => boolean): ProductAddressing {
  const { batch, contract } = node.attributes as { batch: number; contract: number };
  const [left, right] = node.inputs.map((operand) => seen(operand, stored));
  if (!left) return { toCopy: 0 };
  const flatLeft = flatMatrix(left, batch, contract);
  if (!flatLeft && !left.windows) return { toCopy: 0 };
  if (!right) return { toCopy: 1 };
  const flatRight = flatMatrix(right, batch, contract);
  if (flatLeft && flatRight) return flatLoops([left, flatLeft], [right, flatRight], batch);
  return left.windows ? featureOf(left.windows)!.productLoops!(left, right, batch, contract) : { toCopy: 1 };
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

/** The axes of an operand: those of the batch and the free ones merged as far as strides allow, those of the depth apart. */
interface OperandAxes {
  readonly batch: readonly StridedLoop[];
  readonly free: readonly StridedLoop[];
  readonly depth: readonly StridedLoop[];
}

function operandAxes({ view: { shape, strides } }: Seen, batch: number, contract: number): OperandAxes {
  const loops = shape.map((length, axis) => ({ length, strides: [strides[axis]!] }));
  const depth = shape.length - contract;
  return {
    batch: mergedLoops(loops.slice(0, batch)),
    free: mergedLoops(loops.slice(batch, depth)),
    depth: loops.slice(depth),
  };
}

const lengthsOf = (loops: readonly StridedLoop[]) => loops.map(({ length }) => length);
const stridesOf = (loops: readonly StridedLoop[]) => loops.map(({ strides }) => strides[0]!);

/** The loops where windows cut the rows or the depth of the left operand into several. */
export function windowLoops(left: Seen, right: Seen, batch: number, contract: number): ProductAddressing {
  const [x, y] = [operandAxes(left, batch, contract), operandAxes(right, batch, contract)];
  if (x.batch.length > 1) return { toCopy: 0 };
  if (y.batch.length > 1 || y.free.length > 1) return { toCopy: 1 };
  // Two loops over the rows at least: the sign of a nested contraction, whose panels of b lie together.
  const missing = Array.from({ length: Math.max(0, 2 - x.free.length) }, (): StridedLoop => ({
    length: 1,
    strides: [0],
  }));
  const rows = [...missing, ...x.free];
  const columnStride = stridesOf(y.free)[0] ?? 1;
  const depth = depthLoops(x.depth, y.depth, columnStride === 1);
  const operand = (
    { base, view }: Seen,
    axes: OperandAxes,
    rowStrides: number[],
    steps: StridedLoop[],
  ): ProductOperand => {
    return {
      base,
      offset: view.offset,
      batchStrides: [stridesOf(axes.batch)[0] ?? 0],
      rowStrides,
      kStrides: stridesOf(steps),
    };
  };
  return {
    batches: [sizeOf(left.view.shape.slice(0, batch))],
    rows: lengthsOf(rows),
    steps: lengthsOf(depth.left),
    left: operand(left, x, stridesOf(rows), depth.left),
    right: operand(right, y, [columnStride], depth.right),
    packSteps: lengthsOf(depth.right),
  };
}

/**
 * The loops over the depth, the left operand's neighbors in memory last: the sum is the same in any order. Where the
 * right operand is packed first, each has loops of its own.
 */
function depthLoops(
  left: readonly StridedLoop[],
  right: readonly StridedLoop[],
  inPlace: boolean,
): { left: StridedLoop[]; right: StridedLoop[] } {
  const both = left.map(({ length, strides }, i) => ({ length, strides: [strides[0]!, right[i]!.strides[0]!] }));
  // Loops along which the left operand stands still go outside, so that inner ones are long runs through it.
  const span = ({ strides }: StridedLoop) => strides[0] || Infinity;
  both.sort((a, b) => span(b) - span(a) || b.strides[1]! - a.strides[1]!);
  const side = (loops: readonly StridedLoop[], at: 0 | 1) =>
    loops.map(({ length, strides }) => ({ length, strides: [strides[at]!] }));
  if (!inPlace) return { left: cutSteps(mergedLoops(side(both, 0))), right: mergedLoops(side(both, 1)) };
  const steps = cutSteps(mergedLoops(both));
  return { left: side(steps, 0), right: side(steps, 1) };
}
