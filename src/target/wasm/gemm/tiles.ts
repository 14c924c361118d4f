/**
 * How a matrix product is cut: rows into tiles, columns into panels, depth (K) into pieces. Arithmetic only; the
 * generators and their callers (who allot chunks and workspace) must agree on these numbers.
 */

import { ArgumentError } from "../../../base/errors.ts";

/** f32 lanes of a vector register. */
export const lanes = 4;
/** Columns of a panel of B: two vectors. */
export const panelColumns = 8;
export const bytesPerElement = 4;

/**
 * A panel of B (8 columns) and a tile of A (6 rows) of this depth take 28 KB, so that both stay in a 32 KB first-level
 * cache.
 */
const maximumDepth = 512;
/** Bytes of A that one pass over the panels rereads: they stay in a 512 KB second-level cache. */
const blockBytes = 400 * 1024;

/** Rows of the tallest tile whose 8 columns fit 15 vector registers: mul + add needs a temporary more than FMA. */
export function tallestTile(fma: boolean): number {
  return fma ? 6 : 5;
}

/** The first `tallTiles` tiles have `height + 1` rows, the others `height`: an even split with at most two heights. */
export interface RowTiles {
  readonly rows: number;
  readonly tiles: number;
  readonly height: number;
  readonly tallTiles: number;
}

export function splitRows(rows: number, fma: boolean): RowTiles {
  requirePositive(rows, "rows");
  const tiles = Math.ceil(rows / tallestTile(fma));
  return { rows, tiles, height: Math.floor(rows / tiles), tallTiles: rows % tiles };
}

/** The row that tile `tile` starts at. */
export function firstRow({ height, tallTiles }: RowTiles, tile: number): number {
  return tile * height + Math.min(tile, tallTiles);
}

/** The last panel may be narrower: `lastColumns` in 1 .. 8. */
export interface Panels {
  readonly columns: number;
  readonly panels: number;
  readonly lastColumns: number;
}

export function splitColumns(columns: number): Panels {
  requirePositive(columns, "columns");
  const panels = Math.ceil(columns / panelColumns);
  return { columns, panels, lastColumns: columns - (panels - 1) * panelColumns };
}

/** Vectors that hold a panel of so many columns. */
export function vectorsOf(columns: number): 1 | 2 {
  return columns > lanes ? 2 : 1;
}

/** All pieces have `length` steps but the last, which may be shorter. */
export interface Pieces {
  readonly depth: number;
  readonly pieces: number;
  readonly length: number;
}

export function splitDepth(depth: number): Pieces {
  requirePositive(depth, "depth");
  const pieces = Math.ceil(depth / maximumDepth);
  return { depth, pieces, length: Math.ceil(depth / pieces) };
}

/** Row tiles of one block of A. */
export function tilesPerBlock({ height, tallTiles }: RowTiles, { length }: Pieces): number {
  const tileBytes = (height + (tallTiles > 0 ? 1 : 0)) * length * bytesPerElement;
  return Math.max(1, Math.floor(blockBytes / tileBytes));
}

function requirePositive(size: number, what: string): void {
  if (Number.isInteger(size) && size > 0) return;
  throw new ArgumentError(`A matrix product cannot be cut along ${size} ${what}`, {
    rule: "All three sizes must be at least 1; an empty product is its caller's to fill.",
  });
}
