/** What a graph consists of before it is drawn: boxes of nodes, edges, frames of groups, each with its place. */
import type { GraphEdge, GraphNode } from "../../../models/figure.ts";

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

/** `x`, `y` is the middle. */
export type PlacedNode = NodeBox & Spot;

export type PlacedEdge = EdgeText & {
  /** From tail to head. */
  readonly points: readonly Spot[];
  /** Whether it leaves and reaches its nodes along the ranks, or goes freely through its points. */
  readonly course: "down" | "right" | "free";
  /** The middle of the label. */
  readonly label: Spot;
};

/** `x`, `y` is the upper left corner. */
export interface Frame extends Spot {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

export interface Placed {
  /** Around everything. */
  readonly bounds: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly nodes: readonly PlacedNode[];
  /** Outer ones first. */
  readonly groups: readonly Frame[];
  readonly edges: readonly PlacedEdge[];
}

/** Of a group "a.b.c": a, a.b, a.b.c. */
export function pathsOf(group: string): string[] {
  const parts = group.split(".");
  return parts.map((_, i) => parts.slice(0, i + 1).join("."));
}
