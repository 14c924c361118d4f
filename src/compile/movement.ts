/** Which nodes only rename or repeat elements. */
import type { Node } from "../graph/node.ts";
import { primitives } from "../ops/index.ts";

export function isMovement(node: Node): boolean {
  const primitive = primitives[node.op];
  return !primitive.elementwise && primitive.movement;
}
