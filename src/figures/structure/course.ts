/** Courses of edges: the ends at the borders of nodes, and lines, elbows and curves between them. */
import type { End, Place, Side, StructureEdge } from "../../../models/structure.ts";
import type { Spot } from "../parts.ts";
import { round } from "../svg.ts";
import { type PlacedNode, unit } from "./nodes.ts";
import { directions } from "./text.ts";

export interface Course {
  /** Commands of an SVG path. */
  readonly path: string;
  /** Points along the line, from tail to head. */
  readonly points: readonly Spot[];
}

interface Joint extends Spot {
  readonly side?: Side;
  readonly node?: PlacedNode;
}

const radius = 9;

/** Distances by which a line ends before its arrowheads' tips, so that its width does not blunt them. */
interface Heads {
  readonly tail: number;
  readonly head: number;
}

export function courseOf(edge: StructureEdge, nodes: ReadonlyMap<string, PlacedNode>, heads: Heads): Course {
  const via = (edge.via ?? []).map(spotOf);
  const [tail, head] = [jointOf(edge.from, nodes), jointOf(edge.to, nodes)];
  if (edge.route === "curve" && edge.bend !== undefined) return bent(tail, head, edge.bend * unit, heads);
  if (edge.route === "curve" && tail.side && head.side) return perpendicular(tail, head, heads);
  const inner = edge.route === "elbow" && via.length === 0 ? [cornerOf(tail, head)] : via;
  const start = leave(tail, inner[0] ?? head);
  const end = leave(head, inner.at(-1) ?? tail);
  const points = [start, ...inner, end];
  return { path: rounded(shortened(points, heads)), points };
}

function spotOf([x, y]: Place): Spot {
  return { x: x * unit, y: y * unit };
}

/** The position of an end: on a side, or the center of a node. */
function jointOf(end: End, nodes: ReadonlyMap<string, PlacedNode>): Joint {
  if (typeof end === "object" && !("node" in end)) return spotOf(end);
  const { node: id, side, shift = 0 } = typeof end === "string" ? { node: end, side: undefined } : end;
  const node = nodes.get(id)!;
  if (side === undefined) return { x: node.x, y: node.y, node };
  const [dx, dy] = directions[side];
  const [across, down] = [Math.abs(dy) * shift * unit, Math.abs(dx) * shift * unit];
  return { x: node.x + (dx * node.width) / 2 + across, y: node.y + (dy * node.height) / 2 + down, side };
}

/** The corner of an elbow: along the direction of the side of its first end. */
function cornerOf(tail: Joint, head: Joint): Spot {
  const isAcross =
    tail.side === undefined
      ? head.side === "above" || head.side === "below"
      : tail.side === "left" || tail.side === "right";
  return isAcross ? { x: head.x, y: tail.y } : { x: tail.x, y: head.y };
}

/** The point at which a line to `to` leaves the node of an end. */
function leave(joint: Joint, to: Spot): Spot {
  const { node, x, y } = joint;
  if (node === undefined) return { x, y };
  const [dx, dy] = [to.x - x, to.y - y];
  const length = Math.hypot(dx, dy) || 1;
  const part = node.isRound
    ? node.width / 2 / length
    : Math.min(node.width / 2 / (Math.abs(dx) || 1e-9), node.height / 2 / (Math.abs(dy) || 1e-9), 1);
  return { x: x + part * dx, y: y + part * dy };
}

function bent(tail: Joint, head: Joint, bend: number, heads: Heads): Course {
  const [dx, dy] = [head.x - tail.x, head.y - tail.y];
  const length = Math.hypot(dx, dy) || 1;
  // The middle of a quadratic curve is halfway between the chord and the control point.
  const control = {
    x: (tail.x + head.x) / 2 + (2 * bend * dy) / length,
    y: (tail.y + head.y) / 2 - (2 * bend * dx) / length,
  };
  return cubic(leave(tail, control), control, control, leave(head, control), heads);
}

/** A curve that is perpendicular to the sides at both ends. */
function perpendicular(tail: Joint, head: Joint, heads: Heads): Course {
  const reach = Math.max(0.5 * Math.hypot(head.x - tail.x, head.y - tail.y), 0.6 * unit);
  const out = ({ x, y, side }: Joint): Spot => {
    const [dx, dy] = directions[side!];
    return { x: x + dx * reach, y: y + dy * reach };
  };
  return cubic(tail, out(tail), out(head), head, heads);
}

function cubic(start: Spot, first: Spot, second: Spot, end: Spot, heads: Heads): Course {
  const at = (t: number, axis: "x" | "y") =>
    (1 - t) ** 3 * start[axis] +
    3 * (1 - t) ** 2 * t * first[axis] +
    3 * (1 - t) * t ** 2 * second[axis] +
    t ** 3 * end[axis];
  const points = Array.from({ length: 25 }, (_, i) => ({ x: at(i / 24, "x"), y: at(i / 24, "y") }));
  const [from, to] = [moved(start, first, heads.tail), moved(end, second, heads.head)];
  return { path: `M${pair(from)}C${pair(first)} ${pair(second)} ${pair(to)}`, points };
}

/** The point at this distance from `from` toward `to`. */
function moved(from: Spot, to: Spot, distance: number): Spot {
  const part = distance / (Math.hypot(to.x - from.x, to.y - from.y) || 1);
  return { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
}

function shortened(points: readonly Spot[], { tail, head }: Heads): Spot[] {
  const [start, end] = [moved(points[0]!, points[1]!, tail), moved(points.at(-1)!, points.at(-2)!, head)];
  return [start, ...points.slice(1, -1), end];
}

/** A line through the points with rounded corners. */
function rounded(points: readonly Spot[]): string {
  const pieces = points.slice(1, -1).map((corner, i) => {
    const [before, after] = [points[i]!, points[i + 2]!];
    const near = (other: Spot, share: number) => {
      const length = Math.hypot(other.x - corner.x, other.y - corner.y) || 1;
      const part = Math.min(radius, share * length) / length;
      return { x: corner.x + part * (other.x - corner.x), y: corner.y + part * (other.y - corner.y) };
    };
    // Between two corners, each takes at most half of the line.
    return `L${pair(near(before, i === 0 ? 1 : 0.5))}Q${pair(corner)} ${pair(near(after, i === points.length - 3 ? 1 : 0.5))}`;
  });
  return `M${pair(points[0]!)}${pieces.join("")}L${pair(points.at(-1)!)}`;
}

function pair({ x, y }: Spot): string {
  return `${round(x)},${round(y)}`;
}

/** The point at a part of the length of a line, with the direction there. */
export function along(points: readonly Spot[], part: number): Spot & { readonly angle: number } {
  const lengths = points.slice(1).map(({ x, y }, i) => Math.hypot(x - points[i]!.x, y - points[i]!.y));
  let rest = part * lengths.reduce((sum, length) => sum + length, 0);
  let i = 0;
  while (i < lengths.length - 1 && rest > lengths[i]!) rest -= lengths[i++]!;
  const [from, to] = [points[i]!, points[i + 1]!];
  const share = lengths[i] === 0 ? 0 : rest / lengths[i]!;
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y), angle };
}
