/**
 * How the operands of a matrix product are cut into panels: what the planner, who allots the buffers and the chunks, and
 * a target, who writes the panels, must agree on. The sizes are the target's. Arithmetic only.
 */
import { stepsPerPiece } from "./depth.ts";

/** What suits the registers and caches of what a program is compiled for. */
export interface Target {
  /** Columns of a panel of B. A chunk's range in n starts at a multiple of it. */
  readonly columnsPerPanel: number;
  /** Rows of the tallest tile of the output that is held in registers. */
  readonly rowsPerTile: number;
  /** A's columns are read in place, at a stride, up to this size; beyond, their lines and pages evict each other. */
  readonly directColumnsBytes: number;
  /** A's rows are read in place up to this size; beyond, rows a power of two apart share too few sets of the cache. */
  readonly directRowsBytes: number;
  /** Bytes of A that are read once for each panel of B, and so should stay in the second-level cache. */
  readonly blockBytes: number;
  /** A B of this size stays in the second-level cache while one chunk of rows after the other reads it. */
  readonly cachedBytes: number;
  /** A small B stays in the first-level cache however it lies. */
  readonly smallBytes: number;
  /** Packing A is repaid by so many panels of B. */
  readonly fewPanels: number;
  /** Packing B costs as much as multiplying it by some two rows, so for few rows it is read in place. */
  readonly fewRows: number;
}

const bytesPerElement = 4;

/**
 * Bytes of the panels of operand "a" (`rows` = m) or "b" (`rows` = n: the last panel is as wide as the others). One
 * batch entry takes packedBytes(target, operand, rows, k, 1), which is also the distance between two of them.
 *
 * The rows of A are cut by chunks first, when the contraction's chunks are of rows, and each chunk then into tiles: there
 * a `Pack` of A must have the contraction's grain.
 */
export function packedBytes(
  { columnsPerPanel }: Target,
  operand: "a" | "b",
  rows: number,
  k: number,
  batch: number,
): number {
  const padded = operand === "a" ? rows : Math.ceil(rows / columnsPerPanel) * columnsPerPanel;
  return batch * padded * k * bytesPerElement;
}

/** Bytes of the copy of one panel of B, over one piece of k. */
export function panelBytes({ columnsPerPanel }: Target, k: number): number {
  return columnsPerPanel * stepsPerPiece(k) * bytesPerElement;
}

/** With fewer columns than these panels hold, the rows are the better axis to cut. */
export function cutsColumns({ columnsPerPanel, fewPanels }: Target, n: number): boolean {
  return n > columnsPerPanel * (fewPanels - 1);
}

export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** Whether b stays in the second-level cache while one chunk of rows after the other reads it. */
export function cutsRows({ rowsPerTile, cachedBytes }: Target, { m, n, k }: Product): boolean {
  return m >= 16 * rowsPerTile && n * k * bytesPerElement <= cachedBytes;
}

/** Whether A is copied into panels before it is used; from measurements, by size alone. */
export function packsLeft(target: Target, { m, n, k }: Product, kStride: number): boolean {
  const limit = kStride === 1 ? target.directRowsBytes : target.directColumnsBytes;
  return m * k * bytesPerElement > limit && cutsColumns(target, n);
}

/** How B is read: where it lies, through a copy of one panel at a time, or from panels that were packed before. */
export function rightLayout(
  { fewRows, smallBytes, blockBytes }: Target,
  { m, n, k }: Product,
  rowStride: number,
  allRows: boolean,
): "direct" | "copied" | "panels" {
  if (rowStride === 1 && (m <= fewRows || n * k * bytesPerElement <= smallBytes)) return "direct";
  return allRows && m * stepsPerPiece(k) * bytesPerElement <= blockBytes ? "copied" : "panels";
}
