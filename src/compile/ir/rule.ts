/** Algebraic rewrite rules and helpers for writing them. */
import type { DType } from "../../base/dtype.ts";
import { build } from "../../graph/builder.ts";
import { type Graph, mapRoots } from "../../graph/graph.ts";
import { isMovement } from "../../graph/movement.ts";
import type { Node } from "../../graph/node.ts";

/** Returns the replacement for a node, or null if the rule does not apply. */
export type Rule = (node: Node, inputs: readonly Node[]) => Node | null;

/** Rules keyed by the name of an operation. */
export type RuleTable = Readonly<Record<string, Rule>>;

/** Applies the first matching rule. Returns null if none matches. */
export function rewritten(node: Node, tables: readonly RuleTable[]): Node | null {
  for (const table of tables) {
    const result = table[node.op]?.(node, node.inputs);
    if (result) return result;
  }
  return null;
}

/** Returns the scalar that fills `node`, or null if it is not a constant. */
export function scalarOf(node: Node): number | null {
  let base = node;
  while (base.inputs.length === 1 && isMovement(base)) base = base.inputs[0]!;
  return base.op === "const" ? (base.attributes["value"] as number) : null;
}

/** Returns a node of the given shape filled with one value. */
export function filled(value: number, dtype: DType, { shape }: Pick<Node, "shape">): Node {
  const scalar = build.constant(value, dtype);
  const single = shape.map(() => 1);
  return shape.length === 0 ? scalar : build.expand(build.reshape(scalar, single), shape);
}

/** Returns `node` with other inputs, or `node` itself if the inputs are unchanged. */
export function withInputs(node: Node, inputs: readonly Node[]): Node {
  return inputs.every((input, i) => input === node.inputs[i]) ? node : node.withInputs(inputs);
}

/**
 * Rebuilds a graph by applying `change` to each node in `order`, after its inputs have been replaced. `next` returns
 * the replacement of an earlier node.
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
