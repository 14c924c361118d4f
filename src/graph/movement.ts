/** Nodes that only rearrange or repeat elements. */
import type { Node } from "./node.ts";

/** Returns true for movement operations, except custom gradients, whose rule must be kept. */
export function isMovement(node: Node): boolean {
  const { primitive } = node;
  return !primitive.elementwise && primitive.movement && node.rule === undefined;
}
