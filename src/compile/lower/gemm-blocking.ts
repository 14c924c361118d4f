/**
 * How the operands of a matrix product are cut into panels: what the planner, who allots the buffers and the chunks, and
 * a target, who writes the panels, must agree on. The sizes are the target's. Arithmetic only.
 */
import { stepsPerPiece } from "../ir/depth.ts";
import type { Target } from "../ir/target.ts";

const bytesPerElement = 4;

/**
 * Bytes of the panels of operand "a" (`rows` = m) or "b" (`rows` = n: the last panel is as wide as the others) for one
 * entry of the batch, which is also the distance between two entries.
 *
 * The rows of A are cut by chunks first, when the contraction's chunks are of rows, and each chunk then into tiles: there
 * a `Pack` of A must have the contraction's grain.
 */
export function packedBytes({ columnsPerPanel }: Target, operand: "a" | "b", rows: number, k: number): number {
  const padded = operand === "a" ? rows : Math.ceil(rows / columnsPerPanel) * columnsPerPanel;
  return padded * k * bytesPerElement;
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
