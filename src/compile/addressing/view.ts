/**
 * Views: affine mappings from the indices of a shape to elements of a buffer, as an offset and one stride per axis. A
 * movement maps one view to another, or to null if strides cannot express the result.
 */
import { sameShape, type Shape, sizeOf, stridesOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { mergedLoops } from "./merge-loops.ts";

/** A view of a buffer. Offset and strides count elements. */
export interface View {
  readonly shape: Shape;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Returns the row-major view of a shape at offset 0. */
export function contiguous(shape: Shape): View {
  return { shape, offset: 0, strides: stridesOf(shape) };
}

/** Returns whether a view is row-major at offset 0, ignoring axes of length 1. */
export function isContiguous(view: View): boolean {
  const strides = stridesOf(view.shape);
  return view.offset === 0 && view.shape.every((length, axis) => length === 1 || strides[axis] === view.strides[axis]);
}

/** Broadcasts a view: repeats axes of length 1 and adds missing leading axes. */
export function broadcastView(view: View, shape: Shape): View {
  const missing = shape.length - view.shape.length;
  const strides = shape.map((length, axis) => {
    if (axis < missing) return 0;
    return view.shape[axis - missing] === length ? view.strides[axis - missing]! : 0;
  });
  return { shape, offset: view.offset, strides };
}

/**
 * Reshapes a view: merges old axes with compatible strides and splits them into the new axes. Returns null if a new
 * axis spans old axes that cannot be merged.
 */
export function reshapeView(view: View, shape: Shape): View | null {
  if (sameShape(view.shape, shape)) return withoutUnitStrides(view);
  if (sizeOf(shape) === 0) return { shape, offset: 0, strides: shape.map(() => 0) };
  const runs = mergedLoops(view.shape.map((length, axis) => ({ length, strides: [view.strides[axis]!] })));
  const strides = new Array<number>(shape.length).fill(0);
  let run = runs.length - 1;
  let left = run >= 0 ? runs[run]!.length : 1;
  let stride = run >= 0 ? runs[run]!.strides[0]! : 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (length === 1) continue;
    while (left === 1 && run > 0) {
      run--;
      left = runs[run]!.length;
      stride = runs[run]!.strides[0]!;
    }
    if (left % length !== 0) return null;
    strides[axis] = stride;
    stride *= length;
    left /= length;
  }
  return { shape, offset: view.offset, strides };
}

/** Sets the stride of axes of length 1 to 0, so that equal views have equal strides. */
function withoutUnitStrides(view: View): View {
  const { shape, strides } = view;
  if (!strides.some((stride, axis) => stride !== 0 && shape[axis] === 1)) return view;
  return { ...view, strides: strides.map((stride, axis) => (shape[axis] === 1 ? 0 : stride)) };
}

/** Permutes the axes of a view: axis i of the result is axis `order`[i] of the view. */
export function permuteView({ shape, offset, strides }: View, order: readonly number[]): View {
  return { shape: order.map((axis) => shape[axis]!), offset, strides: order.map((axis) => strides[axis]!) };
}

/** Applies a movement to a view of its input. Returns null if strides cannot express the result. */
export function moveView(node: Node, view: View): View | null {
  const { attributes } = node;
  const list = (name: string) => attributes[name] as readonly number[];
  switch (node.op) {
    case "reshape":
      return reshapeView(view, node.shape);
    case "expand":
      return broadcastView(view, node.shape);
    case "permute":
      return permuteView(view, list("order"));
    case "slice": {
      const offset = list("starts").reduce((sum, start, axis) => sum + start * view.strides[axis]!, view.offset);
      return { shape: node.shape, offset, strides: list("steps").map((step, axis) => step * view.strides[axis]!) };
    }
    case "window": {
      const { axis, stride, dilation } = attributes as { axis: number; stride: number; dilation: number };
      const strides = view.strides.map((each, i) => (i === axis ? each * stride : each));
      return { shape: node.shape, offset: view.offset, strides: [...strides, view.strides[axis]! * dilation] };
    }
    default:
      return null;
  }
}
