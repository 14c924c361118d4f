/**
 * The loops around the micro-kernels, from the outside in: pieces of K, blocks of rows, panels of B, row tiles. Pieces
 * of K let a panel of B and a tile of A fit the first-level cache; blocks of rows let A fit the second-level cache. All
 * rows of the requested panels are computed.
 */
import { stepsPerBlock } from "../../../compile/ir/depth.ts";
import { columnsPerPanel } from "../base/target.ts";
import type { Triangle } from "../../../compile/ir/program.ts";
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import type { PanelRange, TileRange, Value } from "./loops.ts";
import { address, forEachPanel, forEachPart, forEachPiece, forEachTile, push } from "./loops.ts";
import { microKernel } from "./micro-kernel.ts";
import type { LeftStrides, RightStrides } from "./operands.ts";
import { copyPanel } from "./operands.ts";
import type { Panels, Pieces, RowTiles } from "./tiles.ts";
import { type Steps, withoutTriangles } from "./triangles.ts";
import { bytesPerElement, panelWidth, splitColumns, splitDepth, splitRows, tilesPerBlock } from "./tiles.ts";

/** The product C[m, n] = A[m, k]·B[k, n]. Strides are in elements; the columns of C are contiguous. */
export interface ProductOptions {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Strides of A, or "packed" if `packLeft` has packed it. */
  readonly left: LeftStrides | "packed";
  /**
   * Layout of B: "packed" if `packRight` has packed it, or "direct" to read it in place, with contiguous columns.
   * With "copied", B is copied panel by panel into a workspace, which is worthwhile if the rows are not split among
   * chunks.
   */
  readonly right: { readonly layout: "direct" | "copied"; readonly strides: RightStrides } | "packed";
  /** Stride of the rows of C. */
  readonly rowStride: number;
  /** Triangles that need not be multiplied or computed. */
  readonly triangles: readonly Triangle[];
  readonly fma: boolean;
}

/** Addresses of the first elements, and the panels to compute. */
export interface ProductOperands {
  readonly a: Local;
  readonly b: Local;
  readonly c: Local;
  /** Space for one panel, if B is "copied". */
  readonly workspace: Local | undefined;
  /** Index of the first row, which triangles need; 0 if undefined. */
  readonly firstRow: Local | undefined;
  readonly range: PanelRange;
}

interface Plan extends ProductOptions, ProductOperands {
  readonly module: ModuleBuilder;
  readonly f: FunctionBuilder;
  readonly tiles: RowTiles;
  readonly panels: Panels;
  readonly pieces: Pieces;
  readonly stepsPerBlock: number;
}

/** Generates code that computes the columns of C in `operands.range`. */
export function multiply(
  module: ModuleBuilder,
  f: FunctionBuilder,
  options: ProductOptions,
  operands: ProductOperands,
): void {
  const { m, n, k, fma } = options;
  const [tiles, panels, pieces] = [splitRows(m, fma), splitColumns(n), splitDepth(k)];
  const plan: Plan = { module, f, ...options, ...operands, tiles, panels, pieces, stepsPerBlock: stepsPerBlock(k) };
  forEachPiece(f, pieces, (k0, length) => {
    forEachPart(f, tiles.tiles, tilesPerBlock(tiles, pieces), (first, count) => {
      forEachPanel(f, panels, operands.range, (panel, columns) => {
        multiplyPanel(plan, { k0, length, panel, columns, block: { first, count } });
      });
    });
  });
}

interface Position {
  readonly k0: Value;
  readonly length: Value;
  readonly panel: Value;
  readonly columns: number;
  readonly block: TileRange;
}

/** Multiplies all row tiles of a block by one panel. */
function multiplyPanel(plan: Plan, position: Position): void {
  const { module, f, left, tiles, fma, rowStride } = plan;
  const { k0, length, columns } = position;
  const [aPointer, bPointer, cPointer] = (["aTile", "bPanel", "cTile"] as const).map((name) =>
    f.local("i32", name),
  ) as [Local, Local, Local];
  const panelStride = locatePanel(plan, position, bPointer);
  // The distance of packed rows is one piece of K.
  const rowBytes = [left === "packed" ? length : left.rowStride, bytesPerElement] as const;
  const stepBytes = bytesPerElement * (left === "packed" ? tiles.rows : left.kStride);
  address(f, plan.a, [k0, stepBytes]).set(aPointer);
  address(f, plan.c, [position.panel, bytesPerElement * columnsPerPanel]).set(cPointer);
  const row = f.local("i32", "row");
  push(f, plan.firstRow ?? 0).set(row);
  const pointers = [
    { pointer: aPointer, bytesPerRow: rowBytes },
    { pointer: cPointer, bytesPerRow: [rowStride, bytesPerElement] },
    ...(plan.triangles.length > 0 ? [{ pointer: row, bytesPerRow: [1, 1] } as const] : []),
  ] as const;
  forEachTile(f, tiles, position.block, pointers, (height) => {
    const aStep = bytesPerElement * (left === "packed" ? height : left.kStride);
    const multiplyTile = ({ skipped, steps }: Steps) =>
      forEachPart(f, steps, plan.stepsPerBlock, (first, count) => {
        push(f, count);
        address(f, aPointer, [skipped, aStep], [first, aStep]);
        address(f, bPointer, [skipped, panelStride], [first, panelStride]).get(cPointer);
        f.i32(bytesPerElement * (left === "packed" ? 1 : left.rowStride)).i32(aStep);
        f.i32(panelStride).i32(bytesPerElement * rowStride);
        // All blocks of K except the first add to C.
        push(f, k0);
        if (first !== 0) push(f, first).emit("i32.add");
        f.call(microKernel(module, { rows: height, columns, fma }));
      });
    if (plan.triangles.length === 0) multiplyTile({ skipped: 0, steps: length });
    else withoutTriangles(f, plan.triangles, { ...position, row, height }, multiplyTile);
  });
  f.release(aPointer, bPointer, cPointer, row);
}

/** Sets `pointer` to the panel, after copying it if B is "copied". Returns the panel's stride in bytes. */
function locatePanel(plan: Plan, { k0, length, panel, columns }: Position, pointer: Local): number {
  const { module, f, b, right, panels, workspace } = plan;
  const columnsBytes = bytesPerElement * columnsPerPanel;
  const packedStride = bytesPerElement * panelWidth(columns);
  if (right === "packed") {
    if (typeof length === "number") {
      address(f, b, [k0, columnsBytes * panels.panels], [panel, columnsBytes * length]).set(pointer);
    } else {
      address(f, b, [k0, columnsBytes * panels.panels]);
      push(f, panel).get(length).emit("i32.mul").i32(columnsBytes).emit("i32.mul").emit("i32.add").set(pointer);
    }
    return packedStride;
  }
  const { kStride, columnStride } = right.strides;
  address(f, b, [k0, bytesPerElement * kStride], [panel, columnsBytes * columnStride]);
  if (right.layout === "direct") {
    f.set(pointer);
    return bytesPerElement * kStride;
  }
  copyPanel(module, push(f.get(workspace!), length), columns, right.strides);
  f.get(workspace!).set(pointer);
  return packedStride;
}
