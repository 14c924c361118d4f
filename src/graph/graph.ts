/** A graph: the nodes that a program computes, what it is given, and what it leaves behind. */
import { type Node, topological } from "./node.ts";

/** State that the program replaces at its end: the node that held it at entry, and its next value. */
export interface Assignment {
  readonly target: Node;
  readonly value: Node;
}

export interface Graph {
  /** `input` nodes, in the order in which the program takes them. */
  readonly inputs: readonly Node[];
  readonly outputs: readonly Node[];
  readonly assignments: readonly Assignment[];
}

/** Of graphs, which never change: most passes of the compiler ask for it. */
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

/** The graph with other nodes in place of its results: itself where they are the same. */
export function mapRoots(graph: Graph, change: (node: Node) => Node): Graph {
  if (rootsOf(graph).every((root) => change(root) === root)) return graph;
  const { inputs, outputs, assignments } = graph;
  return {
    inputs,
    outputs: outputs.map(change),
    assignments: assignments.map(({ target, value }) => ({ target, value: change(value) })),
  };
}
