/**
 * Converts the graphs of `graphOf` to figures: the layers of a model, or the operations of a formula with its
 * gradients.
 */
import type { TracedGraph, TracedNode } from "hebb";
import type { Graph, GraphEdge, GraphNode, Words } from "../figure.ts";

export interface GraphFigureOptions {
  /** Default "down". */
  readonly direction?: Graph["direction"];
  /** Lists the parameters of each layer with their shapes below its label. Default false. */
  readonly parameters?: boolean;
}

/** A graph whose labels are names of layers and operations, the same in all languages. */
export interface NamedGraph extends Graph {
  readonly nodes: readonly (GraphNode & { readonly label: string })[];
}

/**
 * Returns `graph` as a figure. All edges from one node to another are drawn as one line. The step of a loop is a
 * separate graph, `node.loop.step`, and needs a figure of its own.
 */
export function graphFigure(
  title: Words,
  { nodes, edges }: TracedGraph,
  { direction = "down", parameters = false }: GraphFigureOptions = {},
): NamedGraph {
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

/** Returns lines such as `weight [10, 128]`. */
function parametersOf({ parameters = [] }: TracedNode): string[] {
  return parameters.map(({ path, shape }) => `${path.split(".").at(-1)!} [${shape.join(", ")}]`);
}
