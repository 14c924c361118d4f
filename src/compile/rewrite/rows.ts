/** Rows of a value, found through movements that reorder whole rows. */
import { type Shape, sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";

/** A view of the rows of `base` in another order or under other leading axes. Each row has the same elements. */
export interface Rows {
  readonly base: Node;
  /** Leading axes of the reader, in front of a row. */
  readonly axes: Shape;
  /** Movements from the base to the reader. */
  readonly path: readonly Movement[];
}

/** A permutation or reshape of the leading axes, applied to indices with these axes, and its inverse. */
interface Movement {
  readonly apply: (indices: Node) => Node;
  readonly undo: (indices: Node) => Node;
}

/** Follows movements that keep rows of `width` elements whole. Returns null if the last axes do not form such rows. */
export function rowsOf(node: Node, width: number): Rows | null {
  const axes = leadingAxes(node.shape, width);
  if (axes === null) return null;
  const path: Movement[] = [];
  let base = node;
  for (;;) {
    const movement = movementOf(base, width);
    if (movement === null) return { base, axes, path };
    path.unshift(movement);
    base = base.inputs[0]!;
  }
}

/** Returns how `node` moves whole rows of its input, or null if it does anything else. */
function movementOf({ op, shape, inputs, attributes }: Node, width: number): Movement | null {
  const after = leadingAxes(shape, width)!;
  const order = op === "permute" ? (attributes["order"] as readonly number[]) : null;
  const keepsRows = order ? order.every((axis, i) => i < after.length || axis === i) : op === "reshape";
  const before = keepsRows ? leadingAxes(inputs[0]!.shape, width) : null;
  if (before === null) return null;
  if (order === null) return { apply: (x) => build.reshape(x, after), undo: (x) => build.reshape(x, before) };
  const axes = order.slice(0, after.length);
  const inverse = axes.map((_, axis) => axes.indexOf(axis));
  return { apply: (x) => permuted(x, axes), undo: (x) => permuted(x, inverse) };
}

/** Returns the axes before the last ones that together hold `width` elements, or null. */
function leadingAxes(shape: Shape, width: number): Shape | null {
  let count = shape.length;
  for (let size = 1; size < width;) {
    if (count === 0) return null;
    size *= shape[--count]!;
  }
  return sizeOf(shape.slice(count)) === width ? shape.slice(0, count) : null;
}

/** Maps indices of the rows of the base to the order of the reader. */
export function towardReader({ path }: Rows, indices: Node): Node {
  return path.reduce((x, { apply }) => apply(x), indices);
}

/** Maps indices of the rows of the reader to the order of the base. */
export function towardBase({ path, axes }: Rows, indices: Node): Node {
  return path.reduceRight((x, { undo }) => undo(x), build.reshape(indices, axes));
}

/** Permutes the axes of `x`, merging consecutive permutations. */
export function permuted(x: Node, order: readonly number[]): Node {
  if (order.every((axis, i) => axis === i)) return x;
  if (x.op !== "permute") return build.permute(x, order);
  const inner = x.attributes["order"] as readonly number[];
  return permuted(
    x.inputs[0]!,
    order.map((axis) => inner[axis]!),
  );
}
