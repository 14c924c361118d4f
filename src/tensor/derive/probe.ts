/**
 * Probes: what is observed in a loop is a result that nothing after the loop need depend on; a gradient with respect to
 * it is that of the zeros which were added to it at each turn.
 */
import type { Node } from "../../graph/node.ts";

const probes = new WeakMap<Node, Node>();

export function settleProbe(node: Node, probe: Node): void {
  probes.set(node, probe);
}

/** What gradients with respect to `node` are taken by. */
export function probeOf(node: Node): Node {
  return probes.get(node) ?? node;
}
