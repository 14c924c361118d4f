/** Places the nodes, groups and edges of a graph: in ranks, or at the positions given by the graph. */
import type { Graph, GraphEdge, GraphNode } from "./shown.ts";
import { placeInGrid } from "./grid.ts";
import { type EdgeText, type NodeBox, type Placed, type Spot, pathsOf } from "./parts.ts";
import { placeInRanks } from "./ranks.ts";
import { textWidth, wrap } from "./measure.ts";

export function placeGraph(graph: Graph): Placed {
  const texts = graph.edges.map(edgeTextOf);
  const boxes = graph.nodes.map(boxOf);
  const isGrid = graph.nodes.every(({ at }) => at !== undefined);
  const { nodes, edges } = isGrid ? placeInGrid(boxes, texts) : placeInRanks(boxes, texts, graph.direction ?? "down");
  const groups = groupsOf(graph, nodes);
  return { bounds: boundsOf(nodes, groups, edges), nodes, groups, edges };
}

function boxOf(node: GraphNode): NodeBox {
  const lines = node.label.split("\n").flatMap((line) => wrap(line, 200, 13));
  const details = node.detail === undefined ? [] : node.detail.split("\n").flatMap((line) => wrap(line, 220, 11));
  const widest = Math.max(...lines.map((line) => textWidth(line, 13)), ...details.map((line) => textWidth(line, 11)));
  const height = 16 * lines.length + 14 * details.length + 12;
  return { node, lines, details, width: Math.max(widest + 22, 40), height };
}

function edgeTextOf(edge: GraphEdge): EdgeText {
  const lines = edge.label === undefined ? [] : edge.label.split("\n").flatMap((line) => wrap(line, 160, 11));
  const width = Math.max(0, ...lines.map((line) => textWidth(line, 11) + 6));
  return { edge, lines, width, height: 14 * lines.length };
}

function boundsOf(nodes: Placed["nodes"], groups: Placed["groups"], edges: Placed["edges"]): Placed["bounds"] {
  const corners: Spot[] = [
    ...nodes.flatMap(({ x, y, width, height }) => [
      { x: x - width / 2, y: y - height / 2 },
      { x: x + width / 2, y: y + height / 2 },
    ]),
    ...groups.flatMap(({ x, y, width, height }) => [
      { x, y },
      { x: x + width, y: y + height },
    ]),
    ...edges.flatMap(({ points, label, width, height }) => [
      ...points,
      { x: label.x - width / 2, y: label.y - height / 2 },
      { x: label.x + width / 2, y: label.y + height / 2 },
    ]),
  ];
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs) - 2, Math.min(...ys) - 2];
  return { left, top, width: Math.max(...xs) + 2 - left, height: Math.max(...ys) + 2 - top };
}

/** Frames around the nodes and the inner frames of each group, with space for the name at the top. */
function groupsOf(graph: Graph, nodes: Placed["nodes"]): Placed["groups"] {
  const paths = new Set(
    graph.nodes.flatMap(({ group }) => (group === undefined || group === "" ? [] : pathsOf(group))),
  );
  const levels = new Map(Array.from(paths, (path) => [path, path.split(".").length]));
  const deepest = (path: string) =>
    Math.max(
      ...Array.from(paths)
        .filter((other) => `${other}.`.startsWith(`${path}.`))
        .map((other) => levels.get(other)!),
    );
  return Array.from(paths)
    .toSorted((a, b) => levels.get(a)! - levels.get(b)!)
    .map((path) => {
      const inside = nodes.filter(({ node }) => `${node.group}.`.startsWith(`${path}.`));
      const around = 1 + deepest(path) - levels.get(path)!;
      const left = Math.min(...inside.map(({ x, width }) => x - width / 2)) - 9 * around;
      const right = Math.max(...inside.map(({ x, width }) => x + width / 2)) + 9 * around;
      const top = Math.min(...inside.map(({ y, height }) => y - height / 2)) - 20 * around;
      const bottom = Math.max(...inside.map(({ y, height }) => y + height / 2)) + 9 * around;
      return { name: path.split(".").at(-1)!, x: left, y: top, width: right - left, height: bottom - top };
    });
}
