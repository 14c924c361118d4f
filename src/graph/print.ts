/** Prints graphs as formulas, one line per node. */
import { formatShape } from "../base/shape.ts";
import type { Attribute } from "../ops/primitive.ts";
import { type Graph, nodesOf } from "./graph.ts";
import type { Body, Node } from "./node.ts";

/**
 * Prints inputs and nodes, then the returned and assigned values. A line for a node is, for example,
 * `%3 = dot(x, hidden.weight, contract=1)  f32 [128, 256]  MLP.hidden.forward, model.ts:6`.
 */
export function printGraph(graph: Graph): string {
  const all = nodesOf({ ...graph, outputs: [...graph.inputs, ...graph.outputs] });
  const nameOf = namesOf(all);
  const nodes = all.filter(({ op }) => op !== "const");
  const formulas = printNodes(nodes, nameOf);
  const bodies = new Set<Body>();
  const lines = formulas.flatMap((line, i) => {
    const { body } = nodes[i]!;
    if (!body || bodies.has(body)) return [line];
    bodies.add(body);
    return [...printBody(body), line];
  });
  const assignments = graph.assignments.map(({ target, value }) => `${nameOf(target)} <- ${nameOf(value)}`);
  return [...lines, `return ${graph.outputs.map(nameOf).join(", ")}`.trimEnd(), ...assignments].join("\n");
}

/** Prints one line per node: formula, type and origin. */
export function printNodes(nodes: readonly Node[], nameOf: (node: Node) => string): string[] {
  const rows = nodes.map((node) => [
    `${nameOf(node)} = ${formulaOf(node, nameOf)}`,
    `${node.dtype} ${formatShape(node.shape)}`,
    node.origin === null ? "" : String(node.origin),
  ]);
  const widths = [0, 1].map((column) => Math.min(60, Math.max(0, ...rows.map((row) => row[column]!.length))));
  return rows.map(([formula, type, origin]) =>
    `${formula!.padEnd(widths[0]!)}  ${type!.padEnd(widths[1]!)}  ${origin}`.trimEnd(),
  );
}

/** Prints a loop body, indented. Its parameters are in the order of the loop's inputs. */
function printBody({ parameters, results, length, reverse }: Body): string[] {
  const text = printGraph({ inputs: parameters, outputs: results, assignments: [] });
  return [
    `repeat ${length} times${reverse ? ", backwards" : ""}`,
    ...text.split("\n").map((line) => `    ${line}`.trimEnd()),
  ];
}

/** Names of `nodes`: the value of a constant, the user's name if it is unique, else a number. */
export function namesOf(nodes: readonly Node[]): (node: Node) => string {
  const names = new Map<Node, string>();
  const taken = new Set<string>();
  let number = 0;
  for (const node of nodes) {
    const { name, op, attributes } = node;
    if (op === "const") {
      names.set(node, String(attributes["value"]));
    } else if (name !== undefined && !taken.has(name)) {
      names.set(node, name);
      taken.add(name);
    } else {
      names.set(node, `%${number++}`);
    }
  }
  return (node) => names.get(node)!;
}

function formulaOf(node: Node, nameOf: (node: Node) => string): string {
  const attributes = Object.entries(node.attributes).map(([key, value]) => `${key}=${formatAttribute(value)}`);
  return `${node.op}(${[...node.inputs.map(nameOf), ...attributes].join(", ")})`;
}

function formatAttribute(value: Attribute): string {
  return typeof value === "object" ? formatShape(value) : String(value);
}
