/** Which nodes only rename or repeat elements. */
import type { Node } from "./node.ts";

/** A custom gradient is none: its rule must not get lost. */
export function isMovement(node: Node): boolean {
  const { primitive } = node;
  return !primitive.elementwise && primitive.movement && node.rule === undefined;
}
