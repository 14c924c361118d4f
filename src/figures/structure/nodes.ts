/** Nodes of a structure diagram: sizes, positions and drawing. */
import { type ValueScale, rampSteps } from "../colors.ts";
import type { Cells, StructureNode } from "../shown.ts";
import { element } from "../svg.ts";
import { type Box, type TextBlock, blockAt, blockBeside, drawBlock } from "./text.ts";

/** Pixels per unit of the grid. */
export const unit = 40;

/** A node at its position, with its texts. */
export interface PlacedNode extends Box {
  readonly node: StructureNode;
  /** Edges end on a circle rather than on a rectangle. */
  readonly isRound: boolean;
  readonly label: TextBlock | undefined;
  readonly detail: TextBlock | undefined;
  readonly caption: TextBlock | undefined;
}

export function placeNode(node: StructureNode): PlacedNode {
  const center = { x: node.at[0] * unit, y: node.at[1] * unit };
  const look = node.faded === true ? "pale" : node.shape === "text" ? `t_${node.role ?? "target"}` : "";
  const { label, detail, caption } = node;
  const [upper, lower] = stacked(
    label === undefined ? undefined : blockAt(center, label, fontOf(node), look),
    detail === undefined ? undefined : blockAt(center, detail, "small", node.faded === true ? "name pale" : "name"),
  );
  const box = { ...center, ...sizeOf(node, upper, lower) };
  return {
    ...box,
    node,
    isRound: node.shape === "unit" || node.shape === "dot" || (node.shape === "operator" && box.width === box.height),
    label: upper,
    detail: lower,
    caption: caption && blockBeside(box, caption.side, caption.text, "caption", "name"),
  };
}

/** The larger font for symbols, the smaller one for words in boxes. */
function fontOf({ shape, label = "" }: StructureNode): "big" | "mid" {
  const isSymbol = !/\p{L}{2}|\p{Script=Han}/u.test(label);
  return (shape === "operator" || shape === "box") && !isSymbol ? "mid" : "big";
}

/** Moves the two blocks so that together they are centered. */
function stacked(upper?: TextBlock, lower?: TextBlock): [TextBlock | undefined, TextBlock | undefined] {
  if (upper === undefined || lower === undefined) return [upper, lower];
  return [
    { ...upper, y: upper.y - lower.height / 2 },
    { ...lower, y: lower.y + upper.height / 2 },
  ];
}

function sizeOf(node: StructureNode, label?: TextBlock, detail?: TextBlock): { width: number; height: number } {
  const text = {
    width: Math.max(label?.width ?? 0, detail?.width ?? 0),
    height: (label?.height ?? 0) + (detail?.height ?? 0),
  };
  if (node.size !== undefined) {
    const [width, height] = [node.size[0] * unit, node.size[1] * unit];
    // A box grows with its texts, such as values added to a diagram.
    if (node.shape !== "box") return { width, height };
    return { width: Math.max(width, text.width + 6), height: Math.max(height, text.height + 8) };
  }
  switch (node.shape) {
    case "unit":
      return { width: 36, height: 36 };
    case "operator":
      return { width: text.width <= 20 ? 26 : text.width + 14, height: 26 };
    case "box":
      return { width: text.width + 20, height: text.height + 14 };
    case "text":
      return { width: text.width + 8, height: text.height };
    case "dot":
      return { width: 6, height: 6 };
    case "cells": {
      const { rows, columns, size = 0.5 } = node.cells ?? { rows: 1, columns: 1 };
      return { width: columns * size * unit, height: rows * size * unit };
    }
  }
}

export function drawNode(placed: PlacedNode, scale: ValueScale | undefined): string {
  const { node, label, detail, caption } = placed;
  const texts = [label && onColor(label, node.value, scale), detail && onColor(detail, node.value, scale), caption];
  const body = outline(placed, scale) + texts.map((text) => (text === undefined ? "" : drawBlock(text))).join("");
  return element("g", { "data-node": node.id }, body);
}

/** The text in a color that is readable on the color of the value. */
function onColor(text: TextBlock, value: number | undefined, scale: ValueScale | undefined): TextBlock {
  const color = value === undefined ? undefined : valueClass(value, scale);
  return color === undefined ? text : { ...text, look: `on${color}` };
}

/** The class of a value's color, such as "q5". */
export function valueClass(value: number, scale: ValueScale | undefined): string | undefined {
  const t = scale?.at(value) ?? NaN;
  if (Number.isNaN(t)) return undefined;
  const step = Math.round(Math.min(Math.max(t, 0), 1) * (rampSteps - 1));
  return `${scale!.kind === "diverging" ? "d" : "q"}${step}`;
}

function outline({ node, x, y, width, height, isRound }: PlacedNode, scale: ValueScale | undefined): string {
  const role = node.role ?? "plain";
  const color = node.value === undefined ? undefined : valueClass(node.value, scale);
  const look = `part ${color === undefined ? `n_${role}` : `${color} w_${role}`}${node.faded === true ? " faded" : ""}`;
  const [left, top] = [x - width / 2, y - height / 2];
  if (node.shape === "text") return "";
  if (node.shape === "dot") return element("circle", { class: `h_${role}`, cx: x, cy: y, r: width / 2 });
  if (node.shape === "cells") return drawCells(node.cells ?? { rows: 1, columns: 1 }, left, top, look, scale);
  if (isRound) return element("circle", { class: look, cx: x, cy: y, r: width / 2 });
  const rx = node.shape === "operator" ? height / 2 : 7;
  return element("rect", { class: look, x: left, y: top, width, height, rx });
}

/** Draws a grid of cells, their contents and the frames around marked parts. */
function drawCells(cells: Cells, left: number, top: number, look: string, scale: ValueScale | undefined): string {
  const { rows, columns, size = 0.5, values, texts, marked = [] } = cells;
  const side = size * unit;
  const pieces: string[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = values?.[row]?.[column];
      const color = value === undefined ? undefined : valueClass(value, scale);
      const [x, y] = [left + column * side, top + row * side];
      const shade = color === undefined ? look : look.replace(/n_(\w+)/, `${color} w_$1`);
      pieces.push(element("rect", { class: shade, x, y, width: side, height: side }));
      const text = texts?.[row]?.[column];
      if (text === undefined || text === "") continue;
      const block = blockAt(
        { x: x + side / 2, y: y + side / 2 },
        text,
        "caption",
        color === undefined ? "" : `on${color}`,
      );
      pieces.push(drawBlock(block));
    }
  }
  for (const { at, size: extent, role } of marked) {
    const place = { x: left + at[1] * side, y: top + at[0] * side, width: extent[1] * side, height: extent[0] * side };
    pieces.push(element("rect", { class: `mark w_${role}`, ...place, rx: 2 }));
  }
  return pieces.join("");
}

/** Returns true if the label of a node is larger than the node. */
export function isTight({ node, width, height, label, detail }: PlacedNode): boolean {
  if (node.shape === "text") return false;
  const texts = [label, detail].filter((text) => text !== undefined);
  const tall = texts.reduce((sum, text) => sum + text.height, 0);
  return tall > height + 4 || texts.some((text) => text.width > width - 2);
}
