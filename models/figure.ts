/**
 * Figures as plain data, independent of how they are drawn. The command line draws them as SVG; a page may draw them
 * live. Texts are `Words`, which the renderer shows in the language of the reader.
 */

import type { Structure, Words } from "./structure.ts";

export type * from "./structure.ts";

export type Figure = Chart | Heatmap | Pictures | Graph | Structure | Panels;

/** A point (x, y). */
export type Point = readonly [x: number, y: number];

/** An axis of a chart. */
export interface Axis {
  readonly label: Words;
  /** Default "linear". A logarithmic axis omits values that are not positive. */
  readonly scale?: "linear" | "log";
  /** Default: the range of the data. */
  readonly domain?: readonly [low: number, high: number];
}

/** Marks over two axes, drawn in order: later layers cover earlier ones. */
export interface Chart {
  readonly kind: "chart";
  readonly title: Words;
  /** Text for readers who cannot see the figure. Default: a text made from the data. */
  readonly description?: Words;
  readonly x: Axis;
  readonly y: Axis;
  /** Equal scales: one unit of x is as long as one unit of y, as for positions in a plane. Default false. */
  readonly equal?: boolean;
  readonly layers: readonly Layer[];
}

/**
 * One layer of marks. Layers with the same `name` share a color and an entry in the legend; lines have their names at
 * their ends if these fit there. If some layers have names, layers without a name are drawn in gray. In a chart with a field of categories, category k has the color of the k-th
 * name, starting at 0.
 */
export type Layer =
  | { readonly mark: "line"; readonly name?: Words; readonly points: readonly Point[]; readonly dashed?: boolean }
  | { readonly mark: "points"; readonly name?: Words; readonly points: readonly Point[] }
  /**
   * The area between low and high. Over bars, whose categories are numbered from 0, a vertical line at each x, such as
   * a standard deviation.
   */
  | {
      readonly mark: "band";
      readonly name?: Words;
      readonly points: readonly (readonly [x: number, low: number, high: number])[];
    }
  | {
      readonly mark: "bars";
      readonly name?: Words;
      readonly values: readonly (readonly [category: Words, value: number])[];
    }
  | { readonly mark: "histogram"; readonly name?: Words; readonly values: readonly number[] }
  | {
      readonly mark: "arrows";
      readonly name?: Words;
      readonly arrows: readonly (readonly [x: number, y: number, dx: number, dy: number])[];
    }
  | { readonly mark: "text"; readonly texts: readonly (readonly [x: number, y: number, text: Words])[] }
  /** A line across the whole chart, such as a bar to reach. */
  | { readonly mark: "rule"; readonly name?: Words; readonly axis: "x" | "y"; readonly value: number }
  | Field;

/**
 * A function over a rectangle of the plane: `values[row][column]`, with at least two rows and two columns, the first
 * row at the lowest y. The outermost values lie on the border of the rectangle; all values are equally spaced.
 */
export interface Field {
  readonly mark: "field";
  readonly values: readonly (readonly number[])[];
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
  /** Colors, contour lines, or both. Default "colors". */
  readonly as?: "colors" | "contours" | "both";
  /** Default "sequential". */
  readonly scale?: Colors;
  /** Values at both ends of the color scale, to compare figures. Default: the range of the values. */
  readonly domain?: readonly [low: number, high: number];
  /** Meaning of a value. */
  readonly label?: Words;
}

/**
 * Color scales: "sequential" from light to dark, "diverging" on both sides of zero, "log" by the logarithm of the
 * value, and "categories" with one color for each integer.
 */
export type Colors = "sequential" | "diverging" | "log" | "categories";

/** A grid with one cell for each row and column, such as attention weights. */
export interface Heatmap {
  readonly kind: "heatmap";
  readonly title: Words;
  /** Text for readers who cannot see the figure. Default: a text made from the data. */
  readonly description?: Words;
  /** Labels of the two axes, and names of the rows and columns. Default names: numbers starting at 0. */
  readonly rows: { readonly label: Words; readonly names?: readonly Words[] };
  readonly columns: { readonly label: Words; readonly names?: readonly Words[] };
  /** `values[row][column]`; NaN leaves the cell empty. */
  readonly values: readonly (readonly number[])[];
  /** Default "sequential". */
  readonly scale?: Colors;
  /** Values at both ends of the color scale, to compare figures. Default: the range of the values. */
  readonly domain?: readonly [low: number, high: number];
  /** Meaning of a value. */
  readonly label?: Words;
  /** Writes the values into the cells. Default false. */
  readonly numbers?: boolean;
}

/** Small images in a grid, such as digits, filters or feature maps. */
export interface Pictures {
  readonly kind: "pictures";
  readonly title: Words;
  /** Text for readers who cannot see the figure. Default: a text made from the data. */
  readonly description?: Words;
  /** Size of each image in pixels. */
  readonly width: number;
  readonly height: number;
  /** Number of images in a row. */
  readonly columns: number;
  readonly images: readonly Picture[];
  /**
   * Meaning of pixel values. In "gray", 0 is the background and 255 is ink. "diverging" shows values around 0, such as
   * weights, scaled by the largest magnitude in each image, unless the images have a common scale. In "color", each pixel has a red, a green and a blue value
   * from 0 to 255.
   */
  readonly scale: "gray" | "diverging" | "color";
  /** One color scale for all images, with a legend. Only for "diverging". Default false. */
  readonly sameScale?: boolean;
  /** Values at both ends of the common scale. Default: the largest magnitude in all images. */
  readonly domain?: readonly [low: number, high: number];
  /** Meaning of a value, for the legend of a common scale. */
  readonly label?: Words;
}

/** One image of a `Pictures` figure. */
export interface Picture {
  /** Pixels in row-major order. */
  readonly pixels: ArrayLike<number>;
  readonly caption?: Words;
  /** Colors the caption green if true and red if false. */
  readonly right?: boolean;
  /** Frames around parts of the image, in pixels, such as an attended region. */
  readonly boxes?: readonly (readonly [left: number, top: number, width: number, height: number])[];
}

/** A directed graph, such as a network or a tree. */
export interface Graph {
  readonly kind: "graph";
  readonly title: Words;
  /** Text for readers who cannot see the figure. Default: a text made from the data. */
  readonly description?: Words;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Direction of the edges. Default "down". */
  readonly direction?: "down" | "right";
}

export interface GraphNode {
  readonly id: string;
  readonly label: Words;
  /** Smaller text below the label, such as a shape or a value; "\n" separates lines. */
  readonly detail?: Words;
  readonly role: "input" | "parameter" | "operation" | "output" | "state";
  /**
   * Nodes of the same group, such as those of a layer, are drawn in one frame. Dots separate the names of nested
   * groups.
   */
  readonly group?: string;
  /**
   * Position in a grid, such as time steps from left to right, used if all nodes have one. Default: positions follow
   * the edges.
   */
  readonly at?: readonly [column: number, row: number];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: Words;
  /** Draws the edge in the second color, as for gradients or skip connections. Default false. */
  readonly back?: boolean;
}

/** Several figures in a grid. */
export interface Panels {
  readonly kind: "panels";
  readonly title: Words;
  /** Text for readers who cannot see the figure. Default: a text made from the data. */
  readonly description?: Words;
  readonly columns: number;
  readonly panels: readonly Figure[];
  /**
   * One color scale with one legend for all heat maps, fields and images around 0, so that they can be compared. They
   * must have the same kind of scale. Default false: each has its own.
   */
  readonly sameScale?: boolean;
}
