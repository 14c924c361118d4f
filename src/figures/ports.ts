/** Attaches edges to the sides of their nodes that face along the ranks, side by side; loops are next to their node. */
import type { PlacedEdge, PlacedNode, Spot } from "./parts.ts";

/** Distance between a loop and its node in pixels. */
export const loopReach = 30;

interface End {
  readonly edge: number;
  readonly isTail: boolean;
  /** Coordinate across the ranks of the point that the edge comes from or goes to. */
  readonly toward: number;
}

/** Moves the first and last points of the edges to the sides of their nodes. `isRight`: ranks run to the right. */
export function joinEdges(nodes: readonly PlacedNode[], edges: readonly PlacedEdge[], isRight: boolean): PlacedEdge[] {
  const byId = new Map(nodes.map((node) => [node.node.id, node]));
  const along = (spot: Spot) => (isRight ? spot.x : spot.y);
  const across = (spot: Spot) => (isRight ? spot.y : spot.x);
  const sides = new Map<string, End[]>();
  const sideOf = (id: string, other: string) =>
    `${id} ${along(byId.get(other)!) >= along(byId.get(id)!) ? "far" : "near"}`;
  const add = (key: string, end: End) => sides.set(key, [...(sides.get(key) ?? []), end]);
  for (const [i, { edge, points }] of edges.entries()) {
    if (edge.from === edge.to) continue;
    add(sideOf(edge.from, edge.to), { edge: i, isTail: true, toward: across(points[1]!) });
    add(sideOf(edge.to, edge.from), { edge: i, isTail: false, toward: across(points.at(-2)!) });
  }
  const portOf = (node: PlacedNode, key: string, edge: number, isTail: boolean): Spot => {
    const ends = sides.get(key)!.toSorted((a, b) => a.toward - b.toward || a.edge - b.edge);
    const place = ends.findIndex((end) => end.edge === edge && end.isTail === isTail);
    const room = isRight ? node.height : node.width;
    const offset = (place - (ends.length - 1) / 2) * Math.min(16, (0.75 * room) / ends.length);
    const side = (key.endsWith("far") ? 0.5 : -0.5) * (isRight ? node.width : node.height);
    return isRight ? { x: node.x + side, y: node.y + offset } : { x: node.x + offset, y: node.y + side };
  };
  return edges.map((route, i) => {
    const { from, to } = route.edge;
    const [tail, head] = [byId.get(from)!, byId.get(to)!];
    if (tail === head) return loopOf(route, tail, isRight);
    const start = portOf(tail, sideOf(from, to), i, true);
    const end = portOf(head, sideOf(to, from), i, false);
    const between = route.points.slice(1, -1);
    // An edge to the next rank needs no point between its ends, unless it carries the label.
    return { ...route, points: [start, ...(between.length > 1 || route.lines.length > 0 ? between : []), end] };
  });
}

/** An edge from a node to itself: right of the node, or below it if ranks run to the right. */
function loopOf(route: PlacedEdge, { x, y, width, height }: PlacedNode, isRight: boolean): PlacedEdge {
  const spot = (out: number, part: number): Spot =>
    isRight ? { x: x + part * width, y: y + height / 2 + out } : { x: x + width / 2 + out, y: y + part * height };
  const points = [
    spot(0, -0.25),
    spot(0.75 * loopReach, -0.4),
    spot(loopReach, 0),
    spot(0.75 * loopReach, 0.4),
    spot(0, 0.25),
  ];
  const beyond = spot(loopReach + 6, 0);
  const label = isRight
    ? { x: beyond.x, y: beyond.y + route.height / 2 }
    : { x: beyond.x + route.width / 2, y: beyond.y };
  return { ...route, course: "free", points, label };
}
