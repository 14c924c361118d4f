/** What rules of algebra are, and what they are written with. */
import type { DType } from "../../base/dtype.ts";
import { build } from "../../graph/builder.ts";
import { type Graph, mapRoots } from "../../graph/graph.ts";
import { isMovement } from "../../graph/movement.ts";
import type { Node } from "../../graph/node.ts";

/** What a node may be replaced by; null where the rule does not apply. */
export type Rule = (node: Node, inputs: readonly Node[]) => Node | null;

/** By the names of operations. */
export type RuleTable = Readonly<Record<string, Rule>>;

/** By the first rule that applies. */
export function rewritten(node: Node, tables: readonly RuleTable[]): Node | null {
  for (const table of tables) {
    const result = table[node.op]?.(node, node.inputs);
    if (result) return result;
  }
  return null;
}

/** The scalar that `node` repeats, or null. */
export function scalarOf(node: Node): number | null {
  let base = node;
  while (base.inputs.length === 1 && isMovement(base)) base = base.inputs[0]!;
  return base.op === "const" ? (base.attributes["value"] as number) : null;
}

export function filled(value: number, dtype: DType, { shape }: Pick<Node, "shape">): Node {
  const scalar = build.constant(value, dtype);
  const single = shape.map(() => 1);
  return shape.length === 0 ? scalar : build.expand(build.reshape(scalar, single), shape);
}

/** The node itself where these are its inputs already. */
export function withInputs(node: Node, inputs: readonly Node[]): Node {
  return inputs.every((input, i) => input === node.inputs[i]) ? node : node.withInputs(inputs);
}

/**
 * The graph with what `change` makes of each node in `order`, whose inputs have been replaced already; `next` is what a
 * node before it became.
 */
export function mapNodes(
  graph: Graph,
  order: readonly Node[],
  change: (rebuilt: Node, node: Node, next: (node: Node) => Node | undefined) => Node,
): Graph {
  const replaced = new Map<Node, Node>();
  const next = (node: Node) => replaced.get(node)!;
  for (const node of order) replaced.set(node, change(withInputs(node, node.inputs.map(next)), node, next));
  return mapRoots(graph, next);
}
