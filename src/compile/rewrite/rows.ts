/** Rows of a value, found through the movements that reorder them and leave each one whole. */
import { type Shape, sizeOf } from "../../base/shape.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";

/** Rows of `base`, each of the same elements, in another order or under other axes. */
export interface Rows {
  readonly base: Node;
  /** The reader's axes in front of a row. */
  readonly axes: Shape;
  /** From the base to the reader. */
  readonly path: readonly Movement[];
}

/** A permutation of the axes in front of a row, or, without an `order`, another shape for them. */
interface Movement {
  readonly before: Shape;
  readonly after: Shape;
  readonly order: readonly number[] | null;
}

/** Looks through movements that leave rows of `width` elements whole; null where axes do not separate rows. */
export function rowsOf(node: Node, width: number): Rows | null {
  const axes = leadingAxes(node.shape, width);
  if (axes === null) return null;
  const path: Movement[] = [];
  let base = node;
  for (let movement = movementOf(base, width); movement; movement = movementOf(base, width)) {
    path.unshift(movement);
    base = base.inputs[0]!;
  }
  return { base, axes, path };
}

/** How `node` moves whole rows of its input; null where it does anything else. */
function movementOf({ op, shape, inputs, attributes }: Node, width: number): Movement | null {
  if (op !== "reshape" && op !== "permute") return null;
  const before = leadingAxes(inputs[0]!.shape, width);
  const after = leadingAxes(shape, width);
  if (before === null || after === null) return null;
  if (op === "reshape") return { before, after, order: null };
  const order = attributes["order"] as readonly number[];
  const keepsRows = order.every((axis, i) => i < after.length || axis === i);
  return keepsRows ? { before, after, order: order.slice(0, after.length) } : null;
}

/** The axes in front of those that hold `width` elements together. */
function leadingAxes(shape: Shape, width: number): Shape | null {
  let count = shape.length;
  for (let size = 1; size < width;) {
    if (count === 0) return null;
    size *= shape[--count]!;
  }
  return sizeOf(shape.slice(count)) === width ? shape.slice(0, count) : null;
}

/** `indices` of the base's rows as the reader's. */
export function towardsReader({ path }: Rows, indices: Node): Node {
  return path.reduce(moved, indices);
}

/** `indices` of the reader's rows as the base's. */
export function towardsBase({ path, axes }: Rows, indices: Node): Node {
  return path.map(inverse).reduceRight(moved, build.reshape(indices, axes));
}

function moved(x: Node, { after, order }: Movement): Node {
  return order ? permuted(x, order) : build.reshape(x, after);
}

function inverse({ before, after, order }: Movement): Movement {
  return { before: after, after: before, order: order && order.map((_, axis) => order.indexOf(axis)) };
}

/** Permutations of permutations as one. */
export function permuted(x: Node, order: readonly number[]): Node {
  if (order.every((axis, i) => axis === i)) return x;
  if (x.op !== "permute") return build.permute(x, order);
  const inner = x.attributes["order"] as readonly number[];
  return permuted(
    x.inputs[0]!,
    order.map((axis) => inner[axis]!),
  );
}
