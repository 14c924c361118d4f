/**
 * Tiling of matrix products: rows into tiles, columns into panels, depth (K) into pieces. The sizes come from
 * `base/target.ts` and from the compiler.
 */
import { stepsPerPiece } from "../../../compile/ir/depth.ts";
import { blockBytes, columnsPerPanel, tileHeights } from "../base/target.ts";

/** Number of f32 lanes of a vector register. */
export const lanes = 4;
export const bytesPerElement = 4;

/** A split of rows into tiles. The first `tallTiles` tiles have `height + 1` rows, the others `height`. */
export interface RowTiles {
  readonly rows: number;
  readonly tiles: number;
  readonly height: number;
  readonly tallTiles: number;
}

export function splitRows(rows: number, fma: boolean): RowTiles {
  const heights = tileHeights(rows, fma);
  const height = heights.at(-1)!;
  return { rows, tiles: heights.length, height, tallTiles: heights.filter((one) => one > height).length };
}

/** A split of columns into panels. The last panel has `lastColumns` columns, from 1 to 8. */
export interface Panels {
  readonly panels: number;
  readonly lastColumns: number;
}

export function splitColumns(columns: number): Panels {
  const panels = Math.ceil(columns / columnsPerPanel);
  return { panels, lastColumns: columns - (panels - 1) * columnsPerPanel };
}

/** Floats per step of K in a packed panel of `columns` columns: one vector or two. */
export function panelWidth(columns: number): number {
  return columns > lanes ? columnsPerPanel : lanes;
}

/** A split of K into pieces of `length` steps. The last piece may be shorter. */
export interface Pieces {
  readonly depth: number;
  readonly length: number;
}

export function splitDepth(depth: number): Pieces {
  return { depth, length: stepsPerPiece(depth) };
}

/** Number of row tiles in one block of A, which is read once for each panel of B. */
export function tilesPerBlock({ height, tallTiles }: RowTiles, { length }: Pieces): number {
  const tileBytes = (height + Math.sign(tallTiles)) * length * bytesPerElement;
  return Math.max(1, Math.floor(blockBytes / tileBytes));
}
