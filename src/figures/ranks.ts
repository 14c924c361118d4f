/** Places a graph in ranks with Dagre: every edge leads to a later rank. */
import { Graph as Plan, layout } from "@dagrejs/dagre";
import type { GraphEdge, GraphNode } from "./shown.ts";
import { type EdgeText, type NodeBox, type PlacedEdge, type PlacedNode, type Spot, pathsOf } from "./parts.ts";
import { joinEdges, loopReach } from "./ports.ts";

export function placeInRanks(
  boxes: readonly NodeBox[],
  texts: readonly EdgeText[],
  direction: "down" | "right",
): { nodes: PlacedNode[]; edges: PlacedEdge[] } {
  const plan = new Plan({ compound: true, multigraph: true });
  const isRight = direction === "right";
  plan.setGraph({ rankdir: isRight ? "LR" : "TB", nodesep: 26, ranksep: 34, edgesep: 14 });
  for (const { node, width, height } of boxes) {
    plan.setNode(nodeKey(node.id), { width, height });
    addGroups(plan, node);
  }
  const turned = returning(texts.map(({ edge }) => edge));
  const ends = texts.map(({ edge, width, height }, i) => {
    const [from, to] = turned.has(edge) ? [edge.to, edge.from] : [edge.from, edge.to];
    // Space for a loop between its node and its label.
    const reach = from === to ? loopReach + 6 : 0;
    const room = isRight ? { width, height: height + reach } : { width: width + reach, height };
    const key = [nodeKey(from), nodeKey(to), String(i)] as const;
    plan.setEdge(key[0], key[1], { ...room, labelpos: "c", weight: edge.back === true ? 1 : 3 }, key[2]);
    return key;
  });
  layout(plan);
  const nodes = boxes.map((box): PlacedNode => {
    const { x, y } = plan.node(nodeKey(box.node.id)) as Spot;
    return { ...box, x, y };
  });
  const edges = texts.map((text, i): PlacedEdge => {
    const { points, x, y } = plan.edge(...ends[i]!) as Partial<Spot> & { points: Spot[] };
    const middle = points[points.length >> 1]!;
    const label = { x: x ?? middle.x, y: y ?? middle.y };
    return { ...text, course: direction, points: turned.has(text.edge) ? points.toReversed() : points, label };
  });
  return { nodes, edges: joinEdges(nodes, edges, isRight) };
}

/** Key of a node. Prefixed, because a node and a group may have the same name. */
function nodeKey(id: string): string {
  return `node ${id}`;
}

function groupKey(path: string): string {
  return `group ${path}`;
}

function addGroups(plan: Plan, { id, group }: GraphNode): void {
  if (group === undefined || group === "") return;
  let inner = nodeKey(id);
  for (const path of pathsOf(group).reverse()) {
    const isNew = !plan.hasNode(groupKey(path));
    if (isNew) plan.setNode(groupKey(path), { width: 0, height: 0 });
    plan.setParent(inner, groupKey(path));
    inner = groupKey(path);
    if (!isNew) return;
  }
}

/** Back edges that close a cycle. They are placed in reverse, so that they do not affect the ranks. */
function returning(edges: readonly GraphEdge[]): ReadonlySet<GraphEdge> {
  const next = new Map<string, string[]>();
  for (const { from, to, back } of edges) if (back !== true) next.set(from, [...(next.get(from) ?? []), to]);
  const reaches = (start: string, end: string) => {
    const seen = new Set([start]);
    // The loop also visits elements added during the iteration.
    for (const id of seen) for (const other of next.get(id) ?? []) seen.add(other);
    return seen.has(end);
  };
  return new Set(edges.filter(({ from, to, back }) => back === true && from !== to && reaches(to, from)));
}
