/** Figures as plain data: what is to be seen, not how it is drawn. The command line draws them as SVG, a page may do so live. */

export type Figure = Chart | Heatmap | Pictures | Graph | Panels;

/** Points as x and y. */
export type Point = readonly [x: number, y: number];

export interface Axis {
  readonly label: string;
  /** Default "linear". A logarithmic axis leaves out what is not positive. */
  readonly scale?: "linear" | "log";
  /** Default: what is shown. */
  readonly domain?: readonly [low: number, high: number];
}

/** Marks over two axes; the first layer lies lowest. */
export interface Chart {
  readonly kind: "chart";
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  /** One unit of x as long as one of y, as for places in a plane. */
  readonly equal?: boolean;
  readonly layers: readonly Layer[];
}

/**
 * Layers of one `name` share a color and an entry of the legend; beside these, layers without a name are drawn in gray.
 * Where a field has categories, category k has the color of the k-th name, from 0.
 */
export type Layer =
  | { readonly mark: "line"; readonly name?: string; readonly points: readonly Point[]; readonly dashed?: boolean }
  | { readonly mark: "points"; readonly name?: string; readonly points: readonly Point[] }
  /** Between low and high; over bars, whose categories are counted from 0, a line for each x, such as a deviation. */
  | {
      readonly mark: "band";
      readonly name?: string;
      readonly points: readonly (readonly [x: number, low: number, high: number])[];
    }
  | {
      readonly mark: "bars";
      readonly name?: string;
      readonly values: readonly (readonly [category: string, value: number])[];
    }
  | { readonly mark: "histogram"; readonly name?: string; readonly values: readonly number[] }
  | {
      readonly mark: "arrows";
      readonly name?: string;
      readonly arrows: readonly (readonly [x: number, y: number, dx: number, dy: number])[];
    }
  | { readonly mark: "text"; readonly texts: readonly (readonly [x: number, y: number, text: string])[] }
  /** A line across the whole chart, such as a bar to reach. */
  | { readonly mark: "rule"; readonly name?: string; readonly axis: "x" | "y"; readonly value: number }
  | Field;

/**
 * A function over a rectangle of the plane: `values[row][column]`, at least two of both, the first row at the lowest y.
 * The outermost values lie on the border of the rectangle, the others at equal distances between.
 */
export interface Field {
  readonly mark: "field";
  readonly values: readonly (readonly number[])[];
  readonly x: readonly [low: number, high: number];
  readonly y: readonly [low: number, high: number];
  /** Colors for each place, lines of equal height, or both. Default "colors". */
  readonly as?: "colors" | "contours" | "both";
  /** Heights are colored by their logarithm. */
  readonly scale?: Colors;
  /** What a value means. */
  readonly label?: string;
}

/** From light to dark; on both sides of zero; by logarithm; or one color for each whole number. */
export type Colors = "sequential" | "diverging" | "log" | "categories";

/** A cell for each row and column, such as weights of attention. */
export interface Heatmap {
  readonly kind: "heatmap";
  readonly title: string;
  /** What rows and columns are; each has a name, or is counted from 0. */
  readonly rows: { readonly label: string; readonly names?: readonly string[] };
  readonly columns: { readonly label: string; readonly names?: readonly string[] };
  /** `values[row][column]`; NaN leaves the cell empty. */
  readonly values: readonly (readonly number[])[];
  /** Default "sequential". */
  readonly scale?: Colors;
  /** What a value means. */
  readonly label?: string;
  /** Writes the numbers into the cells. */
  readonly numbers?: boolean;
}

/** Small images side by side, such as digits, filters or feature maps. */
export interface Pictures {
  readonly kind: "pictures";
  readonly title: string;
  /** Of each image, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Images in a row. */
  readonly columns: number;
  readonly images: readonly Picture[];
  /**
   * "gray": 0 is background and 255 ink. "diverging": around 0, such as weights, each image by its own largest.
   * "color": red, green and blue of each pixel, one after the other, from 0 to 255.
   */
  readonly scale: "gray" | "diverging" | "color";
}

export interface Picture {
  /** Row-major. */
  readonly pixels: ArrayLike<number>;
  readonly caption?: string;
  /** Colors the caption: green if right, red if wrong. */
  readonly right?: boolean;
  /** Frames around parts of the image, in pixels, such as where one looks. */
  readonly boxes?: readonly (readonly [left: number, top: number, width: number, height: number])[];
}

/** A directed graph, such as a network or a tree. */
export interface Graph {
  readonly kind: "graph";
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Default "down". */
  readonly direction?: "down" | "right";
}

export interface GraphNode {
  readonly id: string;
  readonly label: string;
  /** Smaller, below the label, such as a shape or a value; several lines are apart by \n. */
  readonly detail?: string;
  readonly role: "input" | "parameter" | "operation" | "output" | "state";
  /** Nodes of a group stand in one frame, such as those of a layer; groups within groups are apart by dots. */
  readonly group?: string;
  /** Where it stands, if all nodes say so, such as time steps from left to right; otherwise ranks follow the edges. */
  readonly at?: readonly [column: number, row: number];
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  /** Drawn in the second color: what flows back, such as gradients, or a link that skips layers. */
  readonly back?: boolean;
}

/** Several figures as one. */
export interface Panels {
  readonly kind: "panels";
  readonly title: string;
  readonly columns: number;
  readonly panels: readonly Figure[];
}
