/** Draws structure diagrams: nodes at given positions, edges, frames and curves, and their legend and footnotes. */
import type { StructureCurve } from "../../../models/structure.ts";
import type { Spot } from "../parts.ts";
import type { Structure } from "../shown.ts";
import { type Space, smallestScale } from "../space.ts";
import { type Drawing, element, moved, noData, round } from "../svg.ts";
import { drawEdge, drawEdgeLabel } from "./edges.ts";
import { drawFoot } from "./foot.ts";
import { type Layout, type PlacedGroup, layoutOf } from "./layout.ts";
import { drawNode } from "./nodes.ts";
import { drawBlock } from "./text.ts";

export function drawStructure(structure: Structure, space: Space): Drawing {
  if (structure.nodes.length === 0 && (structure.curves ?? []).length === 0) return noData(space.language);
  const layout = layoutOf(structure);
  const { left, top, width, height } = layout.bounds;
  const scale = space.shrink === true ? Math.max(smallestScale, Math.min(1, space.width / width)) : 1;
  const drawn = { width: width * scale, height: height * scale };
  const picture = element(
    "svg",
    { x: 0, y: 0, ...drawn, viewBox: [left, top, width, height].map(round).join(" ") },
    bodyOf(structure, layout),
  );
  const foot = drawFoot(structure, layout.scale, Math.max(drawn.width, Math.min(space.width, 520)));
  if (foot.height === 0) return { ...drawn, body: picture };
  return {
    width: Math.max(drawn.width, foot.width),
    height: drawn.height + 18 + foot.height,
    body: `${picture}\n${moved(0, drawn.height + 18, foot.body)}`,
  };
}

function bodyOf({ curves = [] }: Structure, layout: Layout): string {
  return [
    ...layout.groups.map(drawGroup),
    ...layout.curves.map((points, i) => drawCurve(curves[i]!, points)),
    ...layout.edges.map((edge) => drawEdge(edge, layout.scale)),
    ...layout.nodes.map((node) => drawNode(node, layout.scale)),
    ...layout.groups.map(({ title }) => (title === undefined ? "" : drawBlock(title))),
    ...layout.edges.map(drawEdgeLabel),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function drawGroup({ group, x, y, width, height }: PlacedGroup): string {
  const { role = "plain", dashed = false } = group;
  // A plain frame is filled like the groups of graphs; a frame with a meaning has its color.
  const look = role === "plain" ? "group" : `frame w_${role}`;
  const place = { x: x - width / 2, y: y - height / 2, width, height };
  return element("rect", { class: `${look}${dashed ? " recur" : ""}`, ...place, rx: 10 });
}

function drawCurve(
  { role = "plain", closed = false, filled = false, dashed = false }: StructureCurve,
  spots: readonly Spot[],
) {
  const path = spots.map(({ x, y }) => `${round(x)},${round(y)}`).join("L");
  const look = ["wire", `w_${role}`, dashed ? "recur" : "", filled ? `a_${role}` : ""];
  const attributes = { "stroke-width": 1.5, d: `M${path}${closed ? "z" : ""}` };
  return element("path", { class: look.filter((name) => name !== "").join(" "), ...attributes });
}
