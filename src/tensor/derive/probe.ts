/**
 * Probes for gradients with respect to values observed in a loop. Nothing after the loop needs to depend on such a
 * value; its gradient is the gradient with respect to zeros that are added to it in each step.
 */
import type { Node } from "../../graph/node.ts";

const probes = new WeakMap<Node, Node>();

/** Records `probe`, the zeros for the gradient with respect to `node`. */
export function settleProbe(node: Node, probe: Node): void {
  probes.set(node, probe);
}

/** Returns the node for gradients with respect to `node`. */
export function probeOf(node: Node): Node {
  return probes.get(node) ?? node;
}
