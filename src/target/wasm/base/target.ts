/** Sizes of tiles and panels, chosen for WebAssembly's sixteen vector registers and for the caches of common cores. */
import type { Target } from "../../../compile/ir/target.ts";

/** Columns of a panel, two vectors. */
export const columnsPerPanel = 8;
const mostRowsPerTile = 6;
export const blockBytes = 400 * 1024;

export const webAssembly: Target = {
  columnsPerPanel,
  rowsPerTile: mostRowsPerTile,
  blockBytes,
  directColumnsBytes: 128 * 1024,
  directRowsBytes: 2048 * 1024,
  cachedBytes: 512 * 1024,
  smallBytes: 64 * 1024,
  fewPanels: 8,
  fewRows: 32,
};

/** Rows of the tallest tile. Without fused multiply-add, a tile needs one more register. */
export function rowsPerTile(fma: boolean): number {
  return fma ? mostRowsPerTile : mostRowsPerTile - 1;
}

/** Splits `m` rows evenly into tiles with at most two different heights, the taller ones first. */
export function tileHeights(m: number, fma: boolean): number[] {
  const tiles = Math.ceil(m / rowsPerTile(fma));
  return Array.from({ length: tiles }, (_, tile) => Math.floor(m / tiles) + (tile < m % tiles ? 1 : 0));
}
