/**
 * Chooses how a matrix product is carried out: what is packed and by whom, and along which axis it may be split. The
 * thresholds are from measurements of all four transpositions; they depend on sizes only, never on timing, so that the
 * result has the same bits on every host.
 */
import type { FunctionBuilder, ModuleBuilder } from "../assembler/index.ts";
import type { DriverOptions } from "./driver.ts";
import { driver } from "./driver.ts";
import type { LeftStrides, RightStrides } from "./operands.ts";
import { packLeft, packedLeftBytes, packedPanelBytes, packedRightBytes, packRight } from "./operands.ts";
import type { Panels, RowTiles } from "./tiles.ts";
import { bytesPerElement, splitColumns, splitDepth, splitRows, tilesPerBlock } from "./tiles.ts";

/** C[m, n] = A[m, k]·B[k, n]; all strides in elements, C's columns are neighbours. */
export interface ContractionOptions {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly left: LeftStrides;
  readonly right: RightStrides;
  readonly rowStride: number;
  readonly fma: boolean;
}

export interface Contraction {
  readonly tiles: RowTiles;
  readonly panels: Panels;
  /**
   * The axis to cut into chunks. A chunk of "columns" is a range of panels with all row tiles, a chunk of "rows" a range
   * of row tiles with all panels.
   */
  readonly chunkAxis: "columns" | "rows";
  /** `(source, destination, firstTile, lastTile)`: packs A before `multiply`, which then takes the packed copy. */
  readonly packLeft: FunctionBuilder | undefined;
  /** `(source, destination, firstPanel, lastPanel)`: packs B likewise. */
  readonly packRight: FunctionBuilder | undefined;
  /** `(a, b, c, scratch, firstTile, lastTile, firstPanel, lastPanel, accumulate)`, see `driver`. */
  readonly multiply: FunctionBuilder;
  /** Bytes of the packed copies of A and of B, and of `scratch` (one per thread); 0 where not needed. */
  readonly packedLeftBytes: number;
  readonly packedRightBytes: number;
  readonly scratchBytes: number;
}

/** A's columns are read in place, at a stride, up to this size; beyond, their lines and pages evict each other. */
const directTransposedBytes = 128 * 1024;
/** A's rows are read in place up to this size; beyond, rows a power of two apart share too few sets of the cache. */
const directRowsBytes = 1024 * 1024;
/** Packing B costs as much as multiplying it by some two rows, so for few rows it is read in place. */
const directRightRows = 32;
/** A small B stays in the cache however it lies. */
const directRightBytes = 64 * 1024;
/** Packing A is repaid by this many panels. */
const packedLeftPanels = 8;
/** With fewer panels the rows are the better axis to split. */
const splitPanels = 8;

export function contraction(module: ModuleBuilder, options: ContractionOptions): Contraction {
  const { m, n, k, left, right, rowStride, fma } = options;
  const [tiles, panels, pieces] = [splitRows(m, fma), splitColumns(n), splitDepth(k)];
  const chunkAxis = panels.panels >= splitPanels ? "columns" : "rows";
  const packsLeft = shouldPackLeft(options, panels);
  const layout = rightLayout(options, chunkAxis === "columns" && tiles.tiles <= tilesPerBlock(tiles, pieces));
  const rightOption: DriverOptions["right"] = layout === "packed" ? layout : { layout, strides: right };
  return {
    tiles,
    panels,
    chunkAxis,
    packLeft: packsLeft ? packLeft(module, tiles, pieces, left) : undefined,
    packRight: layout === "packed" ? packRight(module, panels, pieces, right) : undefined,
    multiply: driver(module, { m, n, k, left: packsLeft ? "packed" : left, right: rightOption, rowStride, fma }),
    packedLeftBytes: packsLeft ? packedLeftBytes(tiles, pieces) : 0,
    packedRightBytes: layout === "packed" ? packedRightBytes(panels, pieces) : 0,
    scratchBytes: layout === "panel" ? packedPanelBytes(pieces) : 0,
  };
}

function shouldPackLeft({ m, k, left }: ContractionOptions, { panels }: Panels): boolean {
  const limit = left.kStride === 1 ? directRowsBytes : directTransposedBytes;
  return m * k * bytesPerElement > limit && panels >= packedLeftPanels;
}

/** `packsOnce`: whoever computes a panel computes all of its rows in one pass, so it can pack it on the way. */
function rightLayout({ m, n, k, right }: ContractionOptions, packsOnce: boolean): "direct" | "panel" | "packed" {
  const small = m <= directRightRows || n * k * bytesPerElement <= directRightBytes;
  if (right.columnStride === 1 && small) return "direct";
  return packsOnce ? "panel" : "packed";
}
