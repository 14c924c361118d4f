/**
 * Conversion of the axes of a dot to the loops of a contraction. If strides allow it, there is one loop each for batch,
 * rows, columns and depth. If the left operand is read through windows, rows and depth take several loops, so a
 * convolution does not copy its windows. Works on views, independent of kernels.
 */
import { isFloat } from "../../base/dtype.ts";
import { sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { featureOf } from "./feature.ts";
import { cutSteps, type StridedLoop, mergedLoops } from "./merge-loops.ts";
import { storedView } from "./stored-view.ts";
import type { ProductAddressing, ProductLoops, ProductOperand, Seen } from "./product-types.ts";
import { reshapeView, type View } from "./view.ts";

/** Returns the loops of a dot, or the position of the operand that must be copied first. */
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
  // The kernels of products require nonnegative strides, so reversed operands are copied.
  if (view.strides.some((stride, axis) => stride < 0 && view.shape[axis] !== 1)) return null;
  return { base, view, windows: path.find((node) => featureOf(node)?.productLoops) };
}

/**
 * Returns a view with one axis for the rows, one for the depth, and all axes of the batch. Null if strides do not allow
 * it.
 */
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

/** Axes of an operand. Batch axes and free axes are merged if strides allow it; depth axes stay separate. */
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

/**
 * Returns the loops of a product whose left operand is read through windows, which split the rows or the depth into
 * several loops.
 */
export function windowLoops(left: Seen, right: Seen, batch: number, contract: number): ProductAddressing {
  const [x, y] = [operandAxes(left, batch, contract), operandAxes(right, batch, contract)];
  if (x.batch.length > 1) return { toCopy: 0 };
  if (y.batch.length > 1 || y.free.length > 1) return { toCopy: 1 };
  // At least two loops over the rows mark a nested contraction, whose panels of b are adjacent.
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
 * Returns the loops over the depth, ordered by decreasing stride of the left operand; the sum does not depend on the
 * order. Unless the right operand is read in place, it has its own loops.
 */
function depthLoops(
  left: readonly StridedLoop[],
  right: readonly StridedLoop[],
  inPlace: boolean,
): { left: StridedLoop[]; right: StridedLoop[] } {
  const both = left.map(({ length, strides }, i) => ({ length, strides: [strides[0]!, right[i]!.strides[0]!] }));
  // Loops in which the left operand has stride 0 are outermost, so that inner loops make long contiguous runs.
  const span = ({ strides }: StridedLoop) => strides[0] || Infinity;
  both.sort((a, b) => span(b) - span(a) || b.strides[1]! - a.strides[1]!);
  const side = (loops: readonly StridedLoop[], at: 0 | 1) =>
    loops.map(({ length, strides }) => ({ length, strides: [strides[at]!] }));
  if (!inPlace) return { left: cutSteps(mergedLoops(side(both, 0))), right: mergedLoops(side(both, 1)) };
  const steps = cutSteps(mergedLoops(both));
  return { left: side(steps, 0), right: side(steps, 1) };
}
