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

/** A permutation or another shape of the axes in front of a row: of indices with these axes, and what undoes it. */
interface Movement {
  readonly apply: (indices: Node) => Node;
  readonly undo: (indices: Node) => Node;
}

/** Looks through movements that leave rows of `width` elements whole; null where axes do not separate rows. */
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

/** How `node` moves whole rows of its input; null where it does anything else. */
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
  return path.reduce((x, { apply }) => apply(x), indices);
}

/** `indices` of the reader's rows as the base's. */
export function towardsBase({ path, axes }: Rows, indices: Node): Node {
  return path.reduceRight((x, { undo }) => undo(x), build.reshape(indices, axes));
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
