/**
 * How the operands of a matrix product are cut into panels: what the planner, who allots the buffers and the chunks, and
 * a target, who writes the panels, must agree on. Arithmetic only.
 */

/** Columns of a panel of B. A chunk's range in n starts at a multiple of it. */
export const columnsPerPanel = 8;

const bytesPerElement = 4;

const mostRowsPerTile = 6;

/** Rows of the tallest tile of the output that is held in registers; multiply-add without FMA needs one more register. */
export function rowsPerTile(fma: boolean): number {
  return fma ? mostRowsPerTile : 5;
}

/** Rows of each tile that `m` rows are cut into: an even split with at most two heights, the taller ones first. */
export function tileHeights(m: number, fma: boolean): number[] {
  const tiles = Math.ceil(m / rowsPerTile(fma));
  return Array.from({ length: tiles }, (_, tile) => Math.floor(m / tiles) + (tile < m % tiles ? 1 : 0));
}

/**
 * Bytes of the panels of operand "a" (`rows` = m) or "b" (`rows` = n: the last panel is as wide as the others). One
 * batch entry takes packedBytes(operand, rows, k, 1), which is also the distance between two of them.
 *
 * The rows of A are cut by chunks first, when the contraction's chunks are of rows, and each chunk then into tiles: there
 * a `Pack` of A must have the contraction's grain.
 */
export function packedBytes(operand: "a" | "b", rows: number, k: number, batch: number): number {
  const padded = operand === "a" ? rows : Math.ceil(rows / columnsPerPanel) * columnsPerPanel;
  return batch * padded * k * bytesPerElement;
}

/** Steps of k that a tile of A and a panel of B may have so that both stay in a 32 KB first-level cache. */
const mostSteps = 512;
/** Bytes of A that are read once for each panel of B, and so should stay in a 512 KB second-level cache. */
export const blockBytes = 400 * 1024;
/** A's columns are read in place, at a stride, up to this size; beyond, their lines and pages evict each other. */
const directColumnsBytes = 128 * 1024;
/** A's rows are read in place up to this size; beyond, rows a power of two apart share too few sets of the cache. */
const directRowsBytes = 2048 * 1024;
/** Packing A is repaid by so many panels of B. */
const fewPanels = 8;
/** Packing B costs as much as multiplying it by some two rows, so for few rows it is read in place. */
const fewRows = 32;
/** A small B stays in the cache however it lies. */
const smallBytes = 64 * 1024;

/** k is cut evenly into pieces of at most so many steps. */
export function stepsPerPiece(k: number): number {
  return Math.ceil(k / Math.max(1, Math.ceil(k / mostSteps)));
}

/**
 * A product's sums, one step after the other, are added to the result after so many: of equal numbers they are off by 2e-6
 * at most. Every addition to the result costs as much as 3 steps.
 */
const longestChain = 128;
/** Of products that are so deep that many additions to the result follow one another too, the chains are half as long. */
export const deepSteps = 1024;

/** The steps of a piece of k are cut evenly into blocks that are summed by themselves. */
export function stepsPerBlock(k: number): number {
  const steps = stepsPerPiece(k);
  return Math.ceil(steps / Math.ceil(Math.max(1, steps) / (k > deepSteps ? longestChain / 2 : longestChain)));
}

/** Bytes of the copy of one panel of B, over one piece of k. */
export function panelBytes(k: number): number {
  return columnsPerPanel * stepsPerPiece(k) * bytesPerElement;
}

/** With fewer columns than these panels hold, the rows are the better axis to cut. */
export function cutsColumns(n: number): boolean {
  return n > columnsPerPanel * (fewPanels - 1);
}

export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** Whether b stays in a 512 KB second-level cache while one chunk of rows after the other reads it. */
export function cutsRows({ m, n, k }: Product): boolean {
  return m >= 16 * mostRowsPerTile && n * k * bytesPerElement <= 512 * 1024;
}

/** Whether A is copied into panels before it is used; from measurements, by size alone. */
export function packsLeft({ m, n, k }: Product, kStride: number): boolean {
  const limit = kStride === 1 ? directRowsBytes : directColumnsBytes;
  return m * k * bytesPerElement > limit && cutsColumns(n);
}

/** How B is read: where it lies, through a copy of one panel at a time, or from panels that were packed before. */
export function rightLayout({ m, n, k }: Product, rowStride: number, allRows: boolean): "direct" | "copied" | "panels" {
  if (rowStride === 1 && (m <= fewRows || n * k * bytesPerElement <= smallBytes)) return "direct";
  return allRows && m * stepsPerPiece(k) * bytesPerElement <= blockBytes ? "copied" : "panels";
}
