/** What kernels read in place: views of stored nodes through the movements on the way to them. */
import type { Node } from "../../graph/node.ts";
import { isMovement } from "../../graph/movement.ts";
import { contiguous, isContiguous, moveView, type View } from "./view.ts";

export interface StoredView {
  readonly base: Node;
  readonly view: View;
  /** The movements between the base and the operand. */
  readonly path: readonly Node[];
}

/** Null where no strides can say the view, or where nothing is stored. */
export function storedView(operand: Node, stored: (node: Node) => boolean): StoredView | null {
  const { base, path } = wayTo(operand, stored);
  if (!stored(base) && base.inputs.length === 0) return null;
  let view: View | null = contiguous(base.shape);
  for (const node of path) view = view && moveView(node, view);
  return view && { base, view, path };
}

/**
 * What to copy so that the operand can be read in place: the array before the movement that no strides can say, which
 * others may need too, or the operand itself.
 */
export function copiedFor(operand: Node, stored: (node: Node) => boolean): Node {
  const { base, path } = wayTo(operand, stored);
  let view = contiguous(base.shape);
  for (const node of path) {
    const next = moveView(node, view);
    if (!next) return node.inputs[0] === base ? operand : node.inputs[0]!;
    view = next;
  }
  return operand;
}

function wayTo(operand: Node, stored: (node: Node) => boolean): { base: Node; path: Node[] } {
  const path: Node[] = [];
  let base = operand;
  while (!stored(base) && isMovement(base)) {
    path.unshift(base);
    base = base.inputs[0]!;
  }
  return { base, path };
}

/** An input of a loop: elements that lie in order. */
export function loopOperand(operand: Node, stored: (node: Node) => boolean): StoredView | null {
  const found = storedView(operand, stored);
  return found && isContiguous({ ...found.view, offset: 0 }) ? found : null;
}
