/** Shorthands for the elements of structure diagrams. */
import type { End, Place, Role, Side, Structure, StructureEdge, StructureNode, Words } from "../../figure.ts";
import type { Text } from "../../language.ts";

type NodeOptions = Partial<Omit<StructureNode, "id" | "shape" | "at" | "label">>;
type EdgeOptions = Partial<Omit<StructureEdge, "from" | "to">>;

/** A text in both languages. */
export function words(en: string, zh: string): Words {
  return { en, zh };
}

export function unit(id: string, at: Place, label?: Words, options: NodeOptions = {}): StructureNode {
  return { id, shape: "unit", at, ...(label !== undefined && { label }), ...options };
}

export function operator(id: string, at: Place, label: Words, options: NodeOptions = {}): StructureNode {
  return { id, shape: "operator", at, label, ...options };
}

export function box(id: string, at: Place, label: Words, options: NodeOptions = {}): StructureNode {
  return { id, shape: "box", at, label, ...options };
}

export function text(id: string, at: Place, label: Words, options: NodeOptions = {}): StructureNode {
  return { id, shape: "text", at, label, ...options };
}

export function dot(id: string, at: Place, role: Role = "plain"): StructureNode {
  return { id, shape: "dot", at, role };
}

/** Vertical dots or an ellipsis that stand for omitted elements. */
export function more(id: string, at: Place, sign: "⋮" | "⋯" = "⋯"): StructureNode {
  return text(id, at, sign, { role: "plain" });
}

export function edge(from: End, to: End, options: EdgeOptions = {}): StructureEdge {
  return { from, to, ...options };
}

/** A line without an arrowhead. */
export function line(from: End, to: End, options: EdgeOptions = {}): StructureEdge {
  return { from, to, arrow: "none", ...options };
}

/** A side of a node as the end of an edge. */
export function at(node: string, side: Side, shift = 0): End {
  return { node, side, shift };
}

/** Edges from every node of a layer to every node of the next. */
export function everyPair(from: readonly string[], to: readonly string[], options: EdgeOptions = {}): StructureEdge[] {
  return from.flatMap((one) => to.map((other) => edge(one, other, options)));
}

/** The integers from 0 to `count` - 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

/** Positions of `count` elements around `middle` at this distance from each other. */
export function spread(count: number, middle: number, distance: number): number[] {
  return range(count).map((i) => middle + (i - (count - 1) / 2) * distance);
}

/** Joins two diagrams of nodes and edges without common ids to one; the second is moved by `offset`. */
export function stacked(title: Words, above: Structure, below: Structure, [dx, dy]: Place): Structure {
  const moved = ([x, y]: Place): Place => [x + dx, y + dy];
  const end = (one: End): End => (isPlace(one) ? moved(one) : one);
  return {
    kind: "structure",
    title,
    description: joined(above.description, below.description),
    nodes: [...above.nodes, ...below.nodes.map((node) => ({ ...node, at: moved(node.at) }))],
    edges: [
      ...(above.edges ?? []),
      ...(below.edges ?? []).map((one) => ({
        ...one,
        from: end(one.from),
        to: end(one.to),
        ...(one.via && { via: one.via.map(moved) }),
      })),
    ],
    notes: [...(above.notes ?? []), ...(below.notes ?? [])],
  };
}

const isPlace = (end: End): end is Place => Array.isArray(end);

function joined(one: Words, other: Words): Words {
  const [first, second] = [one, other].map((text) => (typeof text === "string" ? words(text, text) : text)) as [
    Text,
    Text,
  ];
  return { en: `${first.en} ${second.en}`, zh: `${first.zh}${second.zh}` };
}
