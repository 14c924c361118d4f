/** Positions of all parts of a structure diagram in pixels. */
import { type ValueScale, valueScale } from "../colors.ts";
import type { Spot } from "../parts.ts";
import type { Structure, StructureGroup } from "../shown.ts";
import { type PlacedEdge, placeEdge } from "./edges.ts";
import { type PlacedNode, placeNode, unit } from "./nodes.ts";
import { type Box, type TextBlock, blockAt } from "./text.ts";

export interface PlacedGroup extends Box {
  readonly group: StructureGroup;
  readonly title: TextBlock | undefined;
}

export interface Layout {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly groups: readonly PlacedGroup[];
  /** Points of the curves. */
  readonly curves: readonly (readonly Spot[])[];
  readonly scale: ValueScale | undefined;
  readonly bounds: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
}

export function layoutOf(structure: Structure): Layout {
  const nodes = structure.nodes.map(placeNode);
  const byId = new Map(nodes.map((node) => [node.node.id, node]));
  const edges = (structure.edges ?? []).map((edge) => placeEdge(edge, byId));
  const groups = (structure.groups ?? []).map(placeGroup);
  const curves = (structure.curves ?? []).map(({ points }) => points.map(([x, y]) => ({ x: x * unit, y: y * unit })));
  const parts = { nodes, edges, groups, curves };
  return { ...parts, scale: scaleOfValues(structure), bounds: boundsOf(parts) };
}

function placeGroup(group: StructureGroup): PlacedGroup {
  const [left, top, width, height] = group.box.map((part) => part * unit) as [number, number, number, number];
  const box = { x: left + width / 2, y: top + height / 2, width, height };
  if (group.title === undefined) return { ...box, group, title: undefined };
  const role = group.role ?? "plain";
  const block = blockAt(box, group.title, "caption", role === "plain" ? "name" : `t_${role}`);
  const inset = block.height / 2 + 5;
  const y = group.place === "bottom" ? top + height - inset : top + inset;
  return { ...box, group, title: { ...block, x: left + block.width / 2 + 9, y } };
}

function scaleOfValues({ nodes, edges = [], scale }: Structure): ValueScale | undefined {
  if (scale === undefined) return undefined;
  const found = [
    ...nodes.flatMap(({ value, cells }) => [...(value === undefined ? [] : [value]), ...(cells?.values ?? []).flat()]),
    ...edges.flatMap(({ value }) => (value === undefined ? [] : [value])),
  ];
  return valueScale([scale.domain ?? found], scale.colors);
}

/** All rectangles with text, with a name for messages. */
export function textsOf({ nodes, edges, groups }: Omit<Layout, "scale" | "bounds">): [name: string, box: TextBlock][] {
  return [
    ...nodes.flatMap(({ node, caption }): [string, TextBlock][] =>
      caption === undefined ? [] : [[`the caption of "${node.id}"`, caption]],
    ),
    ...edges.flatMap(({ label }): [string, TextBlock][] =>
      label === undefined ? [] : [[`the label "${label.lines.join(" ")}" of an edge`, label]],
    ),
    ...groups.flatMap(({ title }): [string, TextBlock][] =>
      title === undefined ? [] : [[`the title "${title.lines.join(" ")}" of a group`, title]],
    ),
  ];
}

function boundsOf(parts: Omit<Layout, "scale" | "bounds">): Layout["bounds"] {
  const boxes: Box[] = [...parts.nodes, ...parts.groups, ...textsOf(parts).map(([, box]) => box)];
  const spots = [...parts.edges.flatMap(({ points }) => points), ...parts.curves.flat()];
  const xs = [...boxes.flatMap(({ x, width }) => [x - width / 2, x + width / 2]), ...spots.map(({ x }) => x)];
  const ys = [...boxes.flatMap(({ y, height }) => [y - height / 2, y + height / 2]), ...spots.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs) - 2, Math.min(...ys) - 2];
  return { left, top, width: Math.max(...xs) + 2 - left, height: Math.max(...ys) + 2 - top };
}
