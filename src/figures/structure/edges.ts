/** Edges of a structure diagram: lines with arrowheads, and their labels. */
import type { StructureEdge } from "../shown.ts";
import type { ValueScale } from "../colors.ts";
import type { Spot } from "../parts.ts";
import { element, round } from "../svg.ts";
import { type Course, along, courseOf } from "./course.ts";
import { type PlacedNode, valueClass } from "./nodes.ts";
import { type TextBlock, blockAt, drawBlock } from "./text.ts";

export interface PlacedEdge extends Course {
  readonly edge: StructureEdge;
  readonly label: TextBlock | undefined;
}

export function placeEdge(edge: StructureEdge, nodes: ReadonlyMap<string, PlacedNode>): PlacedEdge {
  const { arrow = "end" } = edge;
  const back = 4 + 0.5 * (edge.weight ?? 0);
  const course = courseOf(edge, nodes, { tail: arrow === "both" ? back : 0, head: arrow === "none" ? 0 : back });
  return { ...course, edge, label: labelOf(edge, course) };
}

/** Distance of a label from its line. */
const gap = 4;

function labelOf({ label, role = "plain" }: StructureEdge, { points }: Course) {
  if (label === undefined) return undefined;
  const { x, y, angle } = along(points, label.at ?? 0.5);
  const isLevel = Math.abs(Math.sin(angle)) < 0.5;
  const side = label.side ?? (isLevel ? "above" : "right");
  const block = blockAt({ x, y }, label.text, "mid", `t_${role === "plain" ? "target" : role}`);
  if (side === "on") return { ...block, look: `${block.look} over` };
  const across = block.width / 2 + gap;
  const down = block.height / 2 + gap - 1;
  // Next to a sloping line, a label also moves along the other axis.
  const slope = isLevel ? Math.abs(Math.tan(angle)) * (block.width / 2) : 0;
  switch (side) {
    case "left":
      return { ...block, x: x - across };
    case "right":
      return { ...block, x: x + across };
    case "above":
      return { ...block, y: y - down - slope };
    case "below":
      return { ...block, y: y + down + slope };
  }
}

export function drawEdge({ edge, path, points }: PlacedEdge, scale: ValueScale | undefined): string {
  const color = (edge.value === undefined ? undefined : valueClass(edge.value, scale)) ?? edge.role ?? "plain";
  const width = thickness(edge, scale);
  const look = ["wire", `w_${color}`, edge.faded === true ? "faded" : "", edge.dashed === true ? "recur" : ""].filter(
    (name) => name !== "",
  );
  const { arrow = "end" } = edge;
  const line = element("path", {
    class: look.join(" "),
    "stroke-width": width,
    d: path,
  });
  const heads = [
    ...(arrow === "none" ? [] : [headAt(points.at(-2)!, points.at(-1)!, width)]),
    ...(arrow === "both" ? [headAt(points[1]!, points[0]!, width)] : []),
  ].map((d) => element("path", { class: `h_${color}${edge.faded === true ? " pale" : ""}`, d }));
  const attributes = {
    "data-edge": `${nameOf(edge.from)} ${nameOf(edge.to)}`,
    opacity: edge.weight === undefined ? undefined : String(0.4 + 0.6 * edge.weight),
  };
  return element("g", attributes, line + heads.join(""));
}

function nameOf(end: StructureEdge["from"]): string {
  if (typeof end === "string") return end;
  return "node" in end ? end.node : "";
}

function thickness({ value, weight }: StructureEdge, scale: ValueScale | undefined): number {
  if (weight !== undefined) return 0.75 + 3.5 * Math.min(Math.max(weight, 0), 1);
  if (value === undefined || scale === undefined) return 1.5;
  const largest = Math.max(Math.abs(scale.low), Math.abs(scale.high)) || 1;
  return 1 + 3 * Math.min(1, Math.abs(value) / largest);
}

/** A filled arrowhead with its tip at `to`. */
function headAt(from: Spot, to: Spot, width: number): string {
  const [length, half] = [8 + width / 2, 3.2 + width / 2];
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const at = (back: number, out: number) =>
    `${round(to.x - back * Math.cos(angle) - out * Math.sin(angle))},${round(to.y - back * Math.sin(angle) + out * Math.cos(angle))}`;
  return `M${at(0, 0)}L${at(length, half)}L${at(0.75 * length, 0)}L${at(length, -half)}z`;
}

export function drawEdgeLabel({ label }: PlacedEdge): string {
  return label === undefined ? "" : drawBlock(label);
}
