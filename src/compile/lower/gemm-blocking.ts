/**
 * Division of the operands of a matrix product into panels. The planner, which allocates buffers and chunks, and the
 * target, which writes the panels, must agree on it. The sizes come from the target. Pure arithmetic.
 */
import { stepsPerPiece } from "../ir/depth.ts";
import type { Target } from "../ir/target.ts";

const bytesPerElement = 4;

/**
 * Returns the bytes of the panels of operand "a" (`rows` = m) or "b" (`rows` = n) for one batch entry, which is also
 * the batch stride. The last panel of b is as wide as the others.
 *
 * If the contraction is divided into chunks of rows, the rows of A are divided by chunk first, and each chunk is
 * divided into tiles. A `Pack` of A must then have the contraction's grain.
 */
export function packedBytes({ columnsPerPanel }: Target, operand: "a" | "b", rows: number, k: number): number {
  const padded = operand === "a" ? rows : Math.ceil(rows / columnsPerPanel) * columnsPerPanel;
  return padded * k * bytesPerElement;
}

/** Returns the bytes of a copy of one panel of B, over one piece of k. */
export function panelBytes({ columnsPerPanel }: Target, k: number): number {
  return columnsPerPanel * stepsPerPiece(k) * bytesPerElement;
}

/**
 * Returns whether there are enough columns to divide. With fewer than `fewPanels` panels, it is better to divide the
 * rows.
 */
export function cutsColumns({ columnsPerPanel, fewPanels }: Target, n: number): boolean {
  return n > columnsPerPanel * (fewPanels - 1);
}

/** Sizes of a matrix product. */
export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/**
 * Returns whether to divide the rows: there are many, and b stays in the second-level cache while successive chunks
 * read it.
 */
export function cutsRows({ rowsPerTile, cachedBytes }: Target, { m, n, k }: Product): boolean {
  return m >= 16 * rowsPerTile && n * k * bytesPerElement <= cachedBytes;
}

/** Returns whether A is packed into panels. The limits were measured and depend on sizes alone. */
export function packsLeft(target: Target, { m, n, k }: Product, kStride: number): boolean {
  const limit = kStride === 1 ? target.directRowsBytes : target.directColumnsBytes;
  return m * k * bytesPerElement > limit && cutsColumns(target, n);
}

/**
 * Returns how B is read: in place ("direct"), through a copy of one panel at a time ("copied"), or from packed panels
 * ("panels").
 */
export function rightLayout(
  { fewRows, smallBytes, blockBytes }: Target,
  { m, n, k }: Product,
  rowStride: number,
  allRows: boolean,
): "direct" | "copied" | "panels" {
  if (rowStride === 1 && (m <= fewRows || n * k * bytesPerElement <= smallBytes)) return "direct";
  return allRows && m * stepsPerPiece(k) * bytesPerElement <= blockBytes ? "copied" : "panels";
}
