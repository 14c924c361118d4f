/** Views of stored nodes through movements, which kernels read in place. */
import type { Node } from "../../graph/node.ts";
import { isMovement } from "../../graph/movement.ts";
import { contiguous, isContiguous, moveView, type View } from "./view.ts";

/** A view of a stored node. */
export interface StoredView {
  readonly base: Node;
  readonly view: View;
  /** The movements from the base to the operand. */
  readonly path: readonly Node[];
}

/** Returns the view of an operand, or null if strides cannot express it or nothing is stored. */
export function storedView(operand: Node, stored: (node: Node) => boolean): StoredView | null {
  const { base, path } = pathTo(operand, stored);
  if (!stored(base) && base.inputs.length === 0) return null;
  let view: View | null = contiguous(base.shape);
  for (const node of path) view = view && moveView(node, view);
  return view && { base, view, path };
}

/**
 * Returns the node to copy so that the operand can be read in place. This is the array before the movement that strides
 * cannot express, which other nodes may need too, or else the operand itself.
 */
export function copiedFor(operand: Node, stored: (node: Node) => boolean): Node {
  const { base, path } = pathTo(operand, stored);
  let view = contiguous(base.shape);
  for (const node of path) {
    const next = moveView(node, view);
    if (!next) return node.inputs[0] === base ? operand : node.inputs[0]!;
    view = next;
  }
  return operand;
}

function pathTo(operand: Node, stored: (node: Node) => boolean): { base: Node; path: Node[] } {
  const path: Node[] = [];
  let base = operand;
  while (!stored(base) && isMovement(base)) {
    path.unshift(base);
    base = base.inputs[0]!;
  }
  return { base, path };
}

/** Returns the view of an input of a loop, which must be contiguous, or null. */
export function loopOperand(operand: Node, stored: (node: Node) => boolean): StoredView | null {
  const found = storedView(operand, stored);
  return found && isContiguous({ ...found.view, offset: 0 }) ? found : null;
}
