/** Graphs: inputs, outputs and assignments of a program. */
import { type Node, topological } from "./node.ts";

/** A state that the program updates at its end: `target` is its value at entry, `value` the next one. */
export interface Assignment {
  readonly target: Node;
  readonly value: Node;
}

/** The computation of a program. Graphs are immutable. */
export interface Graph {
  /** `input` nodes, in the order of the program's arguments. */
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
  readonly assignments: readonly Assignment[];
}

/** Topological orders of graphs, cached because most passes of the compiler need them. */
const orders = new WeakMap<Graph, readonly Node[]>();

/** All nodes of the graph, inputs before their users. */
export function nodesOf(graph: Graph): readonly Node[] {
  const known = orders.get(graph);
  if (known) return known;
  const order = topological(rootsOf(graph));
  orders.set(graph, order);
  return order;
}

export function rootsOf(graph: Graph): Node[] {
  return [...graph.outputs, ...graph.assignments.map(({ value }) => value)];
}

/** Replaces the results of the graph. Returns the same graph if `change` leaves all of them unchanged. */
export function mapRoots(graph: Graph, change: (node: Node) => Node): Graph {
  if (rootsOf(graph).every((root) => change(root) === root)) return graph;
  const { inputs, outputs, assignments } = graph;
  return {
    inputs,
    outputs: outputs.map(change),
    assignments: assignments.map(({ target, value }) => ({ target, value: change(value) })),
  };
}
