/** Loops in a graph: which nodes are results of the same one. */
import type { Body, Node } from "./node.ts";

/** For each `scan` node of `order`, all nodes there that are results of the same loop, in that order. */
export function familiesOf(order: readonly Node[]): Map<Node, readonly Node[]> {
  const families = new Map<Node, Node[]>();
  const byBody = new Map<Body, Node[][]>();
  for (const node of order) {
    if (!node.body) continue;
    let known = byBody.get(node.body);
    if (!known) byBody.set(node.body, (known = []));
    let family = known.find(([first]) => first!.inputs.every((input, i) => input === node.inputs[i]));
    if (family) family.push(node);
    else known.push((family = [node]));
    families.set(node, family);
  }
  return families;
}
