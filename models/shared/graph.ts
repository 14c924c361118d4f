/** Figures of what `graphOf` sees: the layers of a model, or the operations of a formula with its gradients. */
import type { TracedGraph, TracedNode } from "hebb";
import type { Graph, GraphEdge } from "../figure.ts";

export interface GraphFigureOptions {
  /** Default "down". */
  readonly direction?: Graph["direction"];
  /** Lists the parameters of each layer with their shapes below it. Default false. */
  readonly parameters?: boolean;
}

/**
 * `graph` as a figure. Two nodes have one line between them, however many values go along it. The step of a loop is a
 * graph of its own, `node.loop.step`, and a figure of its own.
 */
export function graphFigure(
  title: string,
  { nodes, edges }: TracedGraph,
  { direction = "down", parameters = false }: GraphFigureOptions = {},
): Graph {
  const lines = new Map(edges.map(({ from, to, back }) => [`${from} ${to}`, { from, to, ...(back && { back }) }]));
  return {
    kind: "graph",
    title,
    direction,
    nodes: nodes.map((node) => ({
      id: node.id,
      label: node.label,
      detail: [node.detail, ...(parameters ? parametersOf(node) : [])].join("\n"),
      role: node.role,
      ...(node.group !== undefined && { group: node.group }),
    })),
    edges: [...lines.values()] satisfies GraphEdge[],
  };
}

/** Lines such as `weight [10, 128]`. */
function parametersOf({ parameters = [] }: TracedNode): string[] {
  return parameters.map(({ path, shape }) => `${path.split(".").at(-1)!} [${shape.join(", ")}]`);
}
