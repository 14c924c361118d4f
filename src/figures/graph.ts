/** Draws a directed graph: nodes styled by role, groups as frames, edges with arrowheads and labels. */
import { curveBumpX, curveBumpY, curveCatmullRom, line } from "d3-shape";
import type { Graph, GraphEdge, GraphNode } from "./shown.ts";
import type { Frame, PlacedEdge, PlacedNode, Spot } from "./parts.ts";
import { placeGraph } from "./place.ts";
import { type Space, smallestScale } from "./space.ts";
import { type Drawing, element, label, noData, paragraph, round } from "./svg.ts";

export function drawGraph(graph: Graph, space: Space): Drawing {
  if (graph.nodes.length === 0) return noData(space.language);
  const placed = placeGraph(graph);
  const body = [
    ...placed.groups.map(drawGroup),
    ...placed.edges.map(drawEdge),
    ...placed.groups.map(groupName),
    ...placed.nodes.map(drawNode),
    ...placed.edges.map(edgeLabel),
  ].join("\n");
  const { left, top, width, height } = placed.bounds;
  const scale = space.shrink === true ? Math.max(smallestScale, Math.min(1, space.width / width)) : 1;
  const drawn = { width: width * scale, height: height * scale };
  const attributes = { x: 0, y: 0, ...drawn, viewBox: [left, top, width, height].map(round).join(" ") };
  return { ...drawn, body: element("svg", attributes, body) };
}

function drawGroup({ x, y, width, height }: Frame): string {
  return element("rect", { class: "group", x, y, width, height, rx: 8 });
}

/** Draws the name of a group, above the edges that enter the group. */
function groupName({ x, y, name }: Frame): string {
  return label(x + 8, y + 15, name, { class: "small name over" });
}

/** Corner radius of the nodes by role, in pixels. */
const corners: Readonly<Record<GraphNode["role"], number>> = {
  input: 14,
  parameter: 3,
  operation: 6,
  output: 14,
  state: 6,
};

function drawNode({ node, lines, details, x, y, width, height }: PlacedNode): string {
  const box = element("rect", {
    class: `node ${node.role}`,
    x: x - width / 2,
    y: y - height / 2,
    width,
    height,
    rx: corners[node.role],
  });
  const top = y - (lines.length * 16 + details.length * 14) / 2;
  const middle = { anchor: "middle" } as const;
  return element(
    "g",
    {},
    box +
      paragraph(x, top + 12, lines, 16, middle) +
      paragraph(x, top + lines.length * 16 + 11, details, 14, { ...middle, class: "small name" }),
  );
}

const curve = line<Spot>(
  ({ x }) => x,
  ({ y }) => y,
).digits(1);

const curves = { down: curveBumpY, right: curveBumpX, free: curveCatmullRom };

function drawEdge({ edge, points, course }: PlacedEdge): string {
  const path = curve.curve(curves[course])([...points]) ?? "";
  const [from, to] = [points.at(-2)!, points.at(-1)!];
  const before = { free: from, right: { x: from.x, y: to.y }, down: { x: to.x, y: from.y } }[course];
  return `<path class="edge ${colorOf(edge)}" d="${path}${headOf(before, to)}"/>`;
}

function colorOf({ back = false }: GraphEdge): string {
  return back ? "s1" : "sn";
}

/** An open arrowhead at `to` for an edge from `from`. */
function headOf(from: Spot, to: Spot): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const side = (turn: number) =>
    `${round(to.x - 7 * Math.cos(angle + turn))},${round(to.y - 7 * Math.sin(angle + turn))}`;
  return `M${side(0.45)}L${round(to.x)},${round(to.y)}L${side(-0.45)}`;
}

function edgeLabel({ lines, label: at }: PlacedEdge): string {
  if (lines.length === 0) return "";
  const options = { class: "small name over", anchor: "middle" } as const;
  return paragraph(at.x, at.y - 7 * lines.length + 11, lines, 14, options);
}
