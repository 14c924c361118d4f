/** A network of two hidden layers as a graph, with what a mask leaves of it. */
import type { Graph, GraphEdge, GraphNode } from "../../figure.ts";

/** `mask`: 0 or 1 for each hidden unit, the first layer's `width` first. Dropped units stand there without connections. */
export function thinnedGraph(title: string, mask: readonly number[], width: number): Graph {
  const nodes: GraphNode[] = [{ id: "x", label: "x", role: "input", at: [(width - 1) / 2, 0] }];
  const edges: GraphEdge[] = [];
  const kept: string[][] = [["x"], [], []];
  mask.forEach((bit, i) => {
    const [layer, unit] = [1 + Math.floor(i / width), i % width];
    const id = `${layer} ${unit}`;
    nodes.push({ id, label: bit ? `h${unit + 1}` : "0", role: bit ? "operation" : "state", at: [unit, layer] });
    if (!bit) return;
    kept[layer]!.push(id);
    for (const from of kept[layer - 1]!) edges.push({ from, to: id });
  });
  nodes.push({ id: "q", label: "q(y | x)", role: "output", at: [(width - 1) / 2, 3] });
  for (const from of kept[2]!) edges.push({ from, to: "q" });
  return { kind: "graph", title, nodes, edges, direction: "down" };
}
