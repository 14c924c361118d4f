/** Loops in a graph: which nodes are results of the same one, and what else it leaves behind. */
import { build } from "./builder.ts";
import type { Body, Node } from "./node.ts";

/**
 * The values that `node`, which the loop `body` on `inputs` computes, has at all turns. It becomes one more result: bodies
 * grow, and in this way only, since a result of another body would be computed by another loop. Results that nobody reads
 * cost nothing.
 */
export function stackedBy(body: Body, inputs: readonly Node[], node: Node): Node {
  const known = body.results.indexOf(node, body.carries);
  const output = known < 0 ? (body.results as Node[]).push(node) - 1 : known;
  return build.scan(body, inputs, output);
}

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
