/** Loops in a graph: nodes that are results of the same loop, and additional results. */
import { build } from "./builder.ts";
import type { Body, Node } from "./node.ts";

/**
 * Returns the values of `node`, a node inside the loop `body` on `inputs`, in all iterations. Appends `node` to the
 * results of the body. This is the only way in which a body changes; a copy of the body would be a second loop. Results
 * that are not read cost nothing.
 */
export function stackedBy(body: Body, inputs: readonly Node[], node: Node): Node {
  const known = body.results.indexOf(node, body.carries);
  const output = known < 0 ? (body.results as Node[]).push(node) - 1 : known;
  return build.scan(body, inputs, output);
}

/** Maps each `scan` node in `order` to all nodes in `order` that are results of the same loop. */
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
