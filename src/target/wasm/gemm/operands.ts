/**
 * The two operands of C[m, n] = A[m, k]·B[k, n]: how each lies in memory, and the functions that pack a whole operand
 * for the driver. All strides are in elements and constants of the generated functions.
 */
import type { FunctionBuilder, ModuleBuilder } from "../assembler/index.ts";
import { address, byPanelWidth, countUp, forEachPiece, forEachTile } from "./loops.ts";
import { packPanel } from "./pack-panel.ts";
import type { Panels, Pieces, RowTiles } from "./tiles.ts";
import { bytesPerElement, lanes, panelColumns, vectorsOf } from "./tiles.ts";

/** A[i, k] lies at i * rowStride + k * kStride. */
export interface LeftStrides {
  readonly rowStride: number;
  readonly kStride: number;
}

/** B[k, j] lies at k * kStride + j * columnStride. */
export interface RightStrides {
  readonly kStride: number;
  readonly columnStride: number;
}

/** Bytes of a whole packed A: per piece of K, per row tile, `height` floats per step. */
export function packedLeftBytes({ rows }: RowTiles, { depth }: Pieces): number {
  return rows * depth * bytesPerElement;
}

/** Bytes of a whole packed B: per piece of K, per panel, 8 floats per step (the last panel may use 4 of them). */
export function packedRightBytes({ panels }: Panels, { depth }: Pieces): number {
  return panels * panelColumns * depth * bytesPerElement;
}

/** Bytes of one packed panel of B. */
export function packedPanelBytes({ length }: Pieces): number {
  return length * panelColumns * bytesPerElement;
}

/** `(source, destination, firstTile, lastTile)`, all i32: packs those row tiles of A for all K. */
export function packLeft(
  module: ModuleBuilder,
  tiles: RowTiles,
  pieces: Pieces,
  strides: LeftStrides,
): FunctionBuilder {
  const { rowStride, kStride } = strides;
  const name = `packLeft_${tiles.rows}x${pieces.depth}_t${tiles.tiles}_r${rowStride}_k${kStride}`;
  return module.shared(name, (f) => {
    const source = f.param("i32", "source");
    const destination = f.param("i32", "destination");
    const firstTile = f.param("i32", "firstTile");
    const lastTile = f.param("i32", "lastTile");
    const rowBytes = f.local("i32", "rowBytes");
    forEachPiece(f, pieces, (k0, length) => {
      f.get(length).i32(bytesPerElement).emit("i32.mul").set(rowBytes);
      forEachTile(f, tiles, firstTile, lastTile, (row, height) => {
        address(f, source, [row, bytesPerElement * rowStride], [k0, bytesPerElement * kStride]);
        address(f, destination, [k0, bytesPerElement * tiles.rows], [row, rowBytes]);
        f.get(length).call(packPanel(module, { count: height, width: height, kStride, laneStride: rowStride }));
      });
    });
  });
}

/** `(source, destination, firstPanel, lastPanel)`, all i32: packs those panels of B for all K. */
export function packRight(
  module: ModuleBuilder,
  panels: Panels,
  pieces: Pieces,
  strides: RightStrides,
): FunctionBuilder {
  const { kStride, columnStride } = strides;
  const name = `packRight_${pieces.depth}x${panels.columns}_k${kStride}_c${columnStride}`;
  return module.shared(name, (f) => {
    const source = f.param("i32", "source");
    const destination = f.param("i32", "destination");
    const firstPanel = f.param("i32", "firstPanel");
    const lastPanel = f.param("i32", "lastPanel");
    const panel = f.local("i32", "panel");
    const panelBytes = f.local("i32", "panelBytes");
    forEachPiece(f, pieces, (k0, length) => {
      f.get(length)
        .i32(bytesPerElement * panelColumns)
        .emit("i32.mul")
        .set(panelBytes);
      f.get(firstPanel).set(panel);
      countUp(f, panel, lastPanel, 1, () => {
        byPanelWidth(f, panels, panel, (columns) => {
          address(f, source, [panel, bytesPerElement * panelColumns * columnStride], [k0, bytesPerElement * kStride]);
          address(f, destination, [k0, bytesPerElement * panelColumns * panels.panels], [panel, panelBytes]);
          f.get(length).call(packRightPanel(module, columns, strides));
        });
      });
    });
  });
}

/** The function that packs one panel of so many columns. */
export function packRightPanel(module: ModuleBuilder, columns: number, strides: RightStrides): FunctionBuilder {
  const { kStride, columnStride } = strides;
  return packPanel(module, { count: columns, width: lanes * vectorsOf(columns), kStride, laneStride: columnStride });
}
