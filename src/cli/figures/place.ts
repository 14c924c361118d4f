/** Places the nodes, groups and edges of a graph, by Dagre. */
import { Graph as Plan, layout } from "@dagrejs/dagre";
import type { Graph, GraphEdge, GraphNode } from "../../../models/figure.ts";
import { joinEdges, loopReach } from "./ports.ts";
import { textWidth, wrap } from "./svg.ts";

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface Placed {
  /** Around everything. */
  readonly bounds: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  /** `x`, `y` is the middle. */
  readonly nodes: readonly (NodeText & Spot & { readonly node: GraphNode })[];
  /** Outer ones first; `x`, `y` is the upper left corner. */
  readonly groups: readonly (Spot & { readonly name: string; readonly width: number; readonly height: number })[];
  readonly edges: readonly {
    readonly edge: GraphEdge;
    /** Of the label. */
    readonly lines: readonly string[];
    readonly width: number;
    readonly height: number;
    /** From tail to head. */
    readonly points: readonly Spot[];
    /** The middle of the label. */
    readonly label: Spot | undefined;
  }[];
}

interface NodeText {
  readonly lines: readonly string[];
  readonly details: readonly string[];
  readonly width: number;
  readonly height: number;
}
export function placeGraph(graph: Graph): Placed {
  const plan = new Plan({ compound: true, multigraph: true });
  const isRight = graph.direction === "right";
  plan.setGraph({
    rankdir: isRight ? "LR" : "TB",
    nodesep: 26,
    ranksep: 34,
    edgesep: 14,
  });
  const nodes = graph.nodes.map((node) => ({ node, ...textOf(node) }));
  for (const { node, width, height } of nodes) {
    plan.setNode(nodeKey(node.id), { width, height });
    addGroups(plan, node);
  }
  const turned = returning(graph);
  const edges = graph.edges.map((edge, i) => {
    const lines = edge.label === undefined ? [] : edge.label.split("\n").flatMap((line) => wrap(line, 160, 11));
    const size = { width: Math.max(0, ...lines.map((line) => textWidth(line, 11) + 6)), height: 14 * lines.length };
    const [from, to] = turned.has(edge) ? [edge.to, edge.from] : [edge.from, edge.to];
    // Room for a loop beside its node, before its label.
    const reach = from === to ? loopReach + 6 : 0;
    const room = isRight ? { ...size, height: size.height + reach } : { ...size, width: size.width + reach };
    const weight = edge.back === true ? 1 : 3;
    plan.setEdge(nodeKey(from), nodeKey(to), { ...room, labelpos: "c", weight }, String(i));
    return { edge, lines, from, to, ...size };
  });
  layout(plan);
  const placed = nodes.map((node) => ({ ...node, ...spotOf(plan.node(nodeKey(node.node.id))) }));
  const groups = groupsOf(graph, placed);
  const routes = edges.map(({ edge, lines, width, height, from, to }, i) => {
    const { points, x, y } = plan.edge(nodeKey(from), nodeKey(to), String(i)) as Partial<Spot> & { points: Spot[] };
    const label = x === undefined || y === undefined ? undefined : { x, y };
    return { edge, lines, width, height, points: turned.has(edge) ? points.toReversed() : points, label };
  });
  const joined = joinEdges(placed, routes, isRight);
  return { bounds: boundsOf(placed, groups, joined), nodes: placed, groups, edges: joined };
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
    ...edges.flatMap(({ points, label, width }) => [
      ...points,
      ...(label
        ? [
            { x: label.x - width / 2, y: label.y },
            { x: label.x + width / 2, y: label.y },
          ]
        : []),
    ]),
  ];
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs) - 2, Math.min(...ys) - 2];
  return { left, top, width: Math.max(...xs) + 2 - left, height: Math.max(...ys) + 2 - top };
}

function spotOf({ x, y }: { x?: number; y?: number }): Spot {
  return { x: x!, y: y! };
}

/** Nodes and groups may have the same name. */
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

/** Of a group "a.b.c": a, a.b, a.b.c. */
function pathsOf(group: string): string[] {
  const parts = group.split(".");
  return parts.map((_, i) => parts.slice(0, i + 1).join("."));
}

/** Frames around their nodes and inner frames, with room for a name at the top. */
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

function textOf({ label, detail }: GraphNode): NodeText {
  const lines = label.split("\n").flatMap((line) => wrap(line, 200, 13));
  const details = detail === undefined ? [] : detail.split("\n").flatMap((line) => wrap(line, 220, 11));
  const widest = Math.max(...lines.map((line) => textWidth(line, 13)), ...details.map((line) => textWidth(line, 11)));
  return { lines, details, width: Math.max(widest + 22, 40), height: 16 * lines.length + 14 * details.length + 12 };
}

/** Back edges that run against the others: placed as if they ran along, they leave the ranks as they are. */
function returning({ edges }: Graph): ReadonlySet<GraphEdge> {
  const next = new Map<string, string[]>();
  for (const { from, to, back } of edges) if (back !== true) next.set(from, [...(next.get(from) ?? []), to]);
  const reaches = (start: string, end: string) => {
    const seen = new Set([start]);
    // A Set grows while it is walked.
    for (const id of seen) for (const other of next.get(id) ?? []) seen.add(other);
    return seen.has(end);
  };
  return new Set(edges.filter(({ from, to, back }) => back === true && from !== to && reaches(to, from)));
}
