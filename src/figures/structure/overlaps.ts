/** A check that a structure diagram is readable: no text covers another text, a node or a line. */
import type { Language } from "../../../models/language.ts";
import type { Structure } from "../../../models/structure.ts";
import type { Spot } from "../parts.ts";
import { inLanguage } from "../shown.ts";
import { type Layout, layoutOf, textsOf } from "./layout.ts";
import { type PlacedNode, isTight } from "./nodes.ts";
import type { Box } from "./text.ts";

/**
 * Descriptions of what overlaps in a diagram: texts, nodes, lines through texts or through nodes that they do not
 * connect, and labels larger than their nodes. Empty for a readable diagram.
 */
export function overlapsOf(structure: Structure, language: Language): string[] {
  const layout = layoutOf(inLanguage(structure, language));
  return [...tightNodes(layout), ...coveredTexts(layout), ...coveredNodes(layout), ...crossings(layout)];
}

function tightNodes({ nodes }: Layout): string[] {
  return nodes.filter(isTight).map(({ node }) => `the label of "${node.id}" is larger than the node`);
}

/** Returns true if two boxes share more than a pixel in both directions. */
function meet(one: Box, other: Box): boolean {
  return (
    Math.abs(one.x - other.x) < (one.width + other.width) / 2 - 1 &&
    Math.abs(one.y - other.y) < (one.height + other.height) / 2 - 1
  );
}

function coveredTexts(layout: Layout): string[] {
  const texts = textsOf(layout);
  return texts.flatMap(([name, box], i) => [
    ...texts.slice(i + 1).flatMap(([other, rest]) => (meet(box, rest) ? [`${name} covers ${other}`] : [])),
    ...layout.nodes.flatMap((node) => (meet(box, node) ? [`${name} covers the node "${node.node.id}"`] : [])),
  ]);
}

function coveredNodes({ nodes }: Layout): string[] {
  return nodes.flatMap((one, i) =>
    nodes
      .slice(i + 1)
      .flatMap((other) => (meet(one, other) ? [`the node "${one.node.id}" covers "${other.node.id}"`] : [])),
  );
}

/** Lines through texts, and through nodes other than their ends. */
function crossings(layout: Layout): string[] {
  const texts = textsOf(layout);
  const words = layout.nodes.filter(({ node }) => node.shape === "text");
  const named = [...texts, ...words.map((box) => [`the node "${box.node.id}"`, box] as const)];
  const curves = layout.curves.flatMap((points) =>
    named.filter(([, box]) => passes(filled(points), box)).map(([name]) => `a curve crosses ${name}`),
  );
  const edges = layout.edges.flatMap(({ edge, points, label }) => {
    const name = `an edge from ${JSON.stringify(edge.from)} to ${JSON.stringify(edge.to)}`;
    const dense = filled(points);
    const ends = [edge.from, edge.to].map((end) => (typeof end === "string" ? end : "node" in end ? end.node : ""));
    const crossed = texts.filter(([, box]) => box !== label && passes(dense, box));
    const through = layout.nodes.filter(({ node, ...box }) => !ends.includes(node.id) && passes(dense, box));
    return [
      ...crossed.map(([text]) => `${name} crosses ${text}`),
      // A line may lead to a position inside of a grid of cells, and all lines may meet in a dot.
      ...through.filter((node) => !isOpen(node, points)).map(({ node }) => `${name} crosses the node "${node.id}"`),
    ];
  });
  return [...edges, ...curves];
}

function isOpen({ node, x, y, width, height }: PlacedNode, points: readonly Spot[]): boolean {
  if (node.shape === "dot") return true;
  return (
    node.shape === "cells" &&
    [points[0]!, points.at(-1)!].some(
      (end) => Math.abs(end.x - x) <= width / 2 + 1 && Math.abs(end.y - y) <= height / 2 + 1,
    )
  );
}

/** Points at most 2 pixels from each other. */
function filled(points: readonly Spot[]): Spot[] {
  return points.slice(1).flatMap((to, i) => {
    const from = points[i]!;
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 2));
    return Array.from({ length: steps + 1 }, (_, step) => ({
      x: from.x + (step / steps) * (to.x - from.x),
      y: from.y + (step / steps) * (to.y - from.y),
    }));
  });
}

function passes(points: readonly Spot[], { x, y, width, height }: Box): boolean {
  return points.some((spot) => Math.abs(spot.x - x) < width / 2 - 1 && Math.abs(spot.y - y) < height / 2 - 1);
}
