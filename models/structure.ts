/**
 * Structure diagrams as plain data: networks and cells at positions chosen by hand, as in a textbook.
 *
 * Texts have a small notation: `h_{t-1}` and `h_t` have subscripts, `δ^{(l)}` a superscript, `a_i^{(l)}` both, and
 * `*h*` is a bold symbol. Single letters are set as symbols of a formula, unless they follow a backslash.
 */

import type { Text } from "./language.ts";

/** A text of a figure: one for all languages, such as a name or a formula, or one per language. */
export type Words = string | Text;

/** A position in the grid: x to the right, y down. One unit of the grid is as wide as it is high. */
export type Place = readonly [x: number, y: number];

export type Side = "left" | "right" | "above" | "below";

/** Meanings of elements, each with its color. The elements of one meaning have one color in all diagrams. */
export type Role =
  | "plain"
  | "input"
  | "state"
  | "weight"
  | "gradient"
  | "probability"
  | "target"
  | "cell"
  | "forget"
  | "enter"
  | "emit"
  | "candidate";

/** A drawing of a network's structure. */
export interface Structure {
  readonly kind: "structure";
  readonly title: Words;
  /** Text for readers who cannot see the diagram. */
  readonly description: Words;
  readonly nodes: readonly StructureNode[];
  readonly edges?: readonly StructureEdge[];
  readonly groups?: readonly StructureGroup[];
  readonly curves?: readonly StructureCurve[];
  /** Color scale of the values of nodes and edges. Required if there are values. */
  readonly scale?: StructureScale;
  /** Meanings of lines, listed below the diagram. */
  readonly keys?: readonly StructureKey[];
  /** Footnotes, such as formulas, one per line. */
  readonly notes?: readonly Words[];
}

export type Shape =
  /** A circle. */
  | "unit"
  /** A small circle, wider if its label is longer than a sign. */
  | "operator"
  /** A rounded box for layers and gates. */
  | "box"
  /** A vector or a matrix. */
  | "cells"
  /** A label without an outline. */
  | "text"
  /** A junction of lines. */
  | "dot";

/** An element with a label. */
export interface StructureNode {
  readonly id: string;
  readonly shape: Shape;
  /** Position of the center. */
  readonly at: Place;
  /** Text inside of the element; "\n" separates lines. */
  readonly label?: Words;
  /** Smaller text below the label. */
  readonly detail?: Words;
  /** Text next to the element. */
  readonly caption?: { readonly text: Words; readonly side: Side };
  /** Default "plain". */
  readonly role?: Role;
  /** Width and height in units of the grid. A box grows with its texts. Default: the size of the label. */
  readonly size?: readonly [width: number, height: number];
  /** Contents of an element of shape "cells". */
  readonly cells?: Cells;
  /** Value shown as the color of the element, on the scale of the diagram. */
  readonly value?: number;
  /** Draws the element pale and dashed, as for a unit dropped by dropout. Default false. */
  readonly faded?: boolean;
}

/** A grid of square cells. */
export interface Cells {
  readonly rows: number;
  readonly columns: number;
  /** Width of a cell in units of the grid. Default 0.5. */
  readonly size?: number;
  /** Values shown as colors: `values[row][column]`. */
  readonly values?: readonly (readonly number[])[];
  /** Texts in the cells: `texts[row][column]`. */
  readonly texts?: readonly (readonly Words[])[];
  /** Frames around parts of the grid, such as a window. */
  readonly marked?: readonly {
    readonly at: readonly [row: number, column: number];
    readonly size: readonly [rows: number, columns: number];
    readonly role: Role;
  }[];
}

/** An end of an edge: a node, a side of a node, or a position. `shift` moves it along the side, in units of the grid. */
export type End = string | Place | { readonly node: string; readonly side: Side; readonly shift?: number };

export interface StructureEdge {
  readonly from: End;
  readonly to: End;
  /**
   * "straight"; "elbow" with a rounded corner, leaving along the side of its first end; or "curve", which leaves both
   * sides perpendicularly, or bends by `bend`. Default "straight".
   */
  readonly route?: "straight" | "elbow" | "curve";
  /** Corners of the line. */
  readonly via?: readonly Place[];
  /** Distance of the middle of a curve from the straight line, to the left of its direction, in units of the grid. */
  readonly bend?: number;
  /** Default "end". */
  readonly arrow?: "end" | "both" | "none";
  /** A dashed line, as for recurrence over time or the backward pass. Default false. */
  readonly dashed?: boolean;
  /** Default "plain". */
  readonly role?: Role;
  readonly label?: EdgeLabel;
  /** Value shown as the color and the thickness of the line, on the scale of the diagram. */
  readonly value?: number;
  /** Thickness and opacity between 0 and 1, as of an attention weight. */
  readonly weight?: number;
  /** Draws the line pale and dashed. Default false. */
  readonly faded?: boolean;
}

export interface EdgeLabel {
  readonly text: Words;
  /** Position along the line between 0 and 1. Default 0.5. */
  readonly at?: number;
  /** Default: above horizontal lines, right of others. "on" interrupts the line. */
  readonly side?: Side | "on";
}

/** A frame around a part of the diagram, such as a cell or a time step. */
export interface StructureGroup {
  readonly title?: Words;
  readonly box: readonly [left: number, top: number, width: number, height: number];
  /** Position of the title inside of the frame. Default "top". */
  readonly place?: "top" | "bottom";
  /** Default "plain". */
  readonly role?: Role;
  readonly dashed?: boolean;
}

/** A line or an area through the points, such as a contour. */
export interface StructureCurve {
  readonly points: readonly Place[];
  readonly role?: Role;
  /** Connects the last point with the first. Default false. */
  readonly closed?: boolean;
  /** Fills a closed curve. Default false. */
  readonly filled?: boolean;
  readonly dashed?: boolean;
}

export interface StructureScale {
  /** Meaning of a value. */
  readonly label: Words;
  /** "sequential" from light to dark, "diverging" on both sides of zero. */
  readonly colors: "sequential" | "diverging";
  /** Default: the range of the values. */
  readonly domain?: readonly [low: number, high: number];
}

export interface StructureKey {
  readonly text: Words;
  readonly role: Role;
  readonly dashed?: boolean;
}
