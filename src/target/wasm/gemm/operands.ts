/** Memory layout and packing of the operands of C[m, n] = A[m, k]·B[k, n]. Strides are in elements. */
import { columnsPerPanel } from "../base/target.ts";
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import type { PanelRange, TileRange } from "./loops.ts";
import { address, forEachPanel, forEachPiece, forEachTile, push } from "./loops.ts";
import { packPanel } from "./pack-panel.ts";
import { bytesPerElement, panelWidth, splitColumns, splitDepth, splitRows } from "./tiles.ts";

/** Strides of A: element A[i, k] is at i * rowStride + k * kStride. */
export interface LeftStrides {
  readonly rowStride: number;
  readonly kStride: number;
}

/** Strides of B: element B[k, j] is at k * kStride + j * columnStride. */
export interface RightStrides {
  readonly kStride: number;
  readonly columnStride: number;
}

export interface PackLeftOptions {
  readonly rows: number;
  readonly k: number;
  readonly strides: LeftStrides;
  readonly fma: boolean;
}

/** Generates code that packs row tiles of A: for each piece of K and each tile, `height` floats per step. */
export function packLeft(
  module: ModuleBuilder,
  f: FunctionBuilder,
  { rows, k, strides, fma }: PackLeftOptions,
  source: Local,
  target: Local,
  range: TileRange,
): void {
  const { rowStride, kStride } = strides;
  const from = f.local("i32", "from");
  const to = f.local("i32", "to");
  forEachPiece(f, splitDepth(k), (k0, length) => {
    address(f, source, [k0, bytesPerElement * kStride]).set(from);
    address(f, target, [k0, bytesPerElement * rows]).set(to);
    const pointers = [
      { pointer: from, bytesPerRow: [rowStride, bytesPerElement] },
      { pointer: to, bytesPerRow: [length, bytesPerElement] },
    ] as const;
    forEachTile(f, splitRows(rows, fma), range, pointers, (height) => {
      push(f.get(from).get(to), length);
      callPackPanel(module, f, height, height, kStride, rowStride);
    });
  });
  f.release(from, to);
}

export interface PackRightOptions {
  readonly columns: number;
  readonly k: number;
  readonly strides: RightStrides;
}

/** Generates code that packs panels of B: for each piece of K and each panel, 8 floats per step (4 in a narrow one). */
export function packRight(
  module: ModuleBuilder,
  f: FunctionBuilder,
  { columns, k, strides }: PackRightOptions,
  source: Local,
  target: Local,
  range: PanelRange,
): void {
  const { kStride, columnStride } = strides;
  const panels = splitColumns(columns);
  const panelBytes = bytesPerElement * columnsPerPanel;
  forEachPiece(f, splitDepth(k), (k0, length) => {
    forEachPanel(f, panels, range, (panel, width) => {
      address(f, source, [panel, panelBytes * columnStride], [k0, bytesPerElement * kStride]);
      address(f, target, [k0, panelBytes * panels.panels]);
      push(push(f, panel), length).emit("i32.mul").i32(panelBytes).emit("i32.mul").emit("i32.add");
      copyPanel(module, push(f, length), width, strides);
    });
  });
}

/** Copies one panel of `columns` columns. Source, destination and number of steps must be on the stack. */
export function copyPanel(
  module: ModuleBuilder,
  f: FunctionBuilder,
  columns: number,
  { kStride, columnStride }: RightStrides,
  width = panelWidth(columns),
): void {
  callPackPanel(module, f, columns, width, kStride, columnStride);
}

function callPackPanel(
  module: ModuleBuilder,
  f: FunctionBuilder,
  count: number,
  width: number,
  kStride: number,
  laneStride: number,
): void {
  const form = laneStride === 1 ? "copied" : kStride === 1 ? "transposed" : "gathered";
  f.i32(bytesPerElement * kStride).i32(bytesPerElement * laneStride);
  f.call(packPanel(module, { count, width, form }));
}
