/** Parts of a graph before it is drawn: boxes of nodes, edges and frames of groups with their positions. */
import type { GraphEdge, GraphNode } from "./shown.ts";

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** A node with its text and size. */
export interface NodeBox {
  readonly node: GraphNode;
  readonly lines: readonly string[];
  readonly details: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** An edge with its label and the label's size. */
export interface EdgeText {
  readonly edge: GraphEdge;
  readonly lines: readonly string[];
  readonly width: number;
  readonly height: number;
}

/** A node at its position; `x`, `y` is the center. */
export type PlacedNode = NodeBox & Spot;

export type PlacedEdge = EdgeText & {
  /** Points from tail to head. */
  readonly points: readonly Spot[];
  /** Direction at both ends: along the ranks, or free. */
  readonly course: "down" | "right" | "free";
  /** Center of the label. */
  readonly label: Spot;
};

/** The frame of a group; `x`, `y` is the upper left corner. */
export interface Frame extends Spot {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export interface Placed {
  /** Bounding box of all parts. */
  readonly bounds: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly nodes: readonly PlacedNode[];
  /** Frames of the groups, outer ones first. */
  readonly groups: readonly Frame[];
  readonly edges: readonly PlacedEdge[];
}

/** Paths of a group and its parents: for "a.b.c", these are "a", "a.b" and "a.b.c". */
export function pathsOf(group: string): string[] {
  const parts = group.split(".");
  return parts.map((_, i) => parts.slice(0, i + 1).join("."));
}
