/**
 * The loops around the micro-kernels: pieces of K (so that a panel of B and a tile of A fit the first-level cache),
 * blocks of rows (so that A fits the second), panels of B, row tiles. It computes whatever rectangle of tiles and
 * panels it is told to; who computes which is its caller's business.
 */
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import { address, byPanelWidth, countUp, forEachPiece, forEachTile, minimum } from "./loops.ts";
import type { LeftStrides, RightStrides } from "./operands.ts";
import { packRightPanel } from "./operands.ts";
import { microKernel } from "./micro-kernel.ts";
import type { Panels, Pieces, RowTiles } from "./tiles.ts";
import {
  bytesPerElement,
  lanes,
  panelColumns,
  splitColumns,
  splitDepth,
  splitRows,
  tilesPerBlock,
  vectorsOf,
} from "./tiles.ts";

/** C[m, n] = A[m, k]·B[k, n]; strides in elements, C's columns are neighbours. */
export interface DriverOptions {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** A as it lies in memory, or "packed" by `packLeft`. */
  readonly left: LeftStrides | "packed";
  /**
   * B as it lies in memory ("direct", its columns neighbours); packed before by `packRight` ("packed"); or packed here,
   * panel by panel, into a scratch area ("panel"), which pays when the rows are not split over callers.
   */
  readonly right: { readonly layout: "direct" | "panel"; readonly strides: RightStrides } | "packed";
  /** From one row of C to the next. */
  readonly rowStride: number;
  readonly fma: boolean;
}

interface Plan extends DriverOptions {
  readonly tiles: RowTiles;
  readonly panels: Panels;
  readonly pieces: Pieces;
}

/**
 * `(a, b, c, scratch, firstTile, lastTile, firstPanel, lastPanel, accumulate)`, all i32: computes the row tiles
 * firstTile .. lastTile - 1 of the panels firstPanel .. lastPanel - 1 (see `splitRows`, `splitColumns`), adding to C if
 * `accumulate` is not 0. `scratch` is used for right "panel" only: `packedPanelBytes`, one per thread.
 */
export function driver(module: ModuleBuilder, options: DriverOptions): FunctionBuilder {
  const { m, n, k, fma } = options;
  const plan = { ...options, tiles: splitRows(m, fma), panels: splitColumns(n), pieces: splitDepth(k) };
  return module.shared(nameOf(options), (f) => {
    const [a, b, c, scratch] = [
      f.param("i32", "a"),
      f.param("i32", "b"),
      f.param("i32", "c"),
      f.param("i32", "scratch"),
    ];
    const firstTile = f.param("i32", "firstTile");
    const lastTile = f.param("i32", "lastTile");
    const firstPanel = f.param("i32", "firstPanel");
    const lastPanel = f.param("i32", "lastPanel");
    const accumulate = f.param("i32", "accumulate");
    const block = f.local("i32", "block");
    const blockEnd = f.local("i32", "blockEnd");
    const panel = f.local("i32", "panel");
    const pointers = { a, b, c, scratch, accumulate };
    const height = tilesPerBlock(plan.tiles, plan.pieces);
    forEachPiece(f, plan.pieces, (k0, length) => {
      f.get(firstTile).set(block);
      countUp(f, block, lastTile, height, () => {
        f.get(block).i32(height).emit("i32.add").set(blockEnd);
        minimum(f, blockEnd, lastTile);
        f.set(blockEnd).get(firstPanel).set(panel);
        countUp(f, panel, lastPanel, 1, () => {
          byPanelWidth(f, plan.panels, panel, (columns) => {
            multiplyPanel(module, f, plan, columns, pointers, {
              k0,
              length,
              panel,
              firstTile: block,
              lastTile: blockEnd,
            });
          });
        });
      });
      f.i32(1).set(accumulate);
    });
  });
}

interface Pointers {
  readonly a: Local;
  readonly b: Local;
  readonly c: Local;
  readonly scratch: Local;
  readonly accumulate: Local;
}

interface Position {
  readonly k0: Local;
  readonly length: Local;
  readonly panel: Local;
  readonly firstTile: Local;
  readonly lastTile: Local;
}

/** All row tiles of a block against one panel of so many columns. */
function multiplyPanel(
  module: ModuleBuilder,
  f: FunctionBuilder,
  plan: Plan,
  columns: number,
  { a, b, c, scratch, accumulate }: Pointers,
  { k0, length, panel, firstTile, lastTile }: Position,
): void {
  const { left, tiles, fma } = plan;
  const vectors = vectorsOf(columns);
  const panelPointer = f.local("i32", "panelPointer");
  const panelStride = locatePanel(module, f, plan, columns, { b, scratch }, { k0, length, panel }, panelPointer);
  const rowBytes = f.local("i32", "rowBytes");
  if (left === "packed") f.get(length).i32(bytesPerElement).emit("i32.mul").set(rowBytes);
  forEachTile(f, tiles, firstTile, lastTile, (row, height) => {
    f.get(length);
    if (left === "packed") address(f, a, [k0, bytesPerElement * tiles.rows], [row, rowBytes]);
    else address(f, a, [k0, bytesPerElement * left.kStride], [row, bytesPerElement * left.rowStride]);
    f.get(panelPointer);
    address(f, c, [row, bytesPerElement * plan.rowStride], [panel, bytesPerElement * panelColumns]);
    f.i32(bytesPerElement * plan.rowStride).get(accumulate);
    const strides = left === "packed" ? { rowStride: 1, kStride: height } : left;
    f.call(
      microKernel(module, {
        rows: height,
        vectors,
        lastLanes: columns - lanes * (vectors - 1),
        rowStride: bytesPerElement * strides.rowStride,
        kStride: bytesPerElement * strides.kStride,
        panelStride,
        fma,
      }),
    );
  });
  f.release(panelPointer, rowBytes);
}

/** Sets `pointer` to the panel, packing it if that is done here, and returns its stride in bytes. */
function locatePanel(
  module: ModuleBuilder,
  f: FunctionBuilder,
  { right, panels }: Plan,
  columns: number,
  { b, scratch }: Pick<Pointers, "b" | "scratch">,
  { k0, length, panel }: Pick<Position, "k0" | "length" | "panel">,
  pointer: Local,
): number {
  const packedStride = bytesPerElement * lanes * vectorsOf(columns);
  const columnsBytes = bytesPerElement * panelColumns;
  if (right === "packed") {
    f.get(length).i32(columnsBytes).emit("i32.mul").set(pointer);
    address(f, b, [k0, columnsBytes * panels.panels], [panel, pointer]);
    f.set(pointer);
    return packedStride;
  }
  const { kStride, columnStride } = right.strides;
  address(f, b, [k0, bytesPerElement * kStride], [panel, columnsBytes * columnStride]);
  if (right.layout === "direct") {
    f.set(pointer);
    return bytesPerElement * kStride;
  }
  f.get(scratch)
    .get(length)
    .call(packRightPanel(module, columns, right.strides));
  f.get(scratch).set(pointer);
  return packedStride;
}

function nameOf({ m, n, k, left, right, rowStride, fma }: DriverOptions): string {
  const a = left === "packed" ? "packed" : `${left.rowStride}_${left.kStride}`;
  const b = right === "packed" ? "packed" : `${right.layout}_${right.strides.kStride}_${right.strides.columnStride}`;
  return `multiply_${m}x${k}x${n}_a_${a}_b_${b}_c_${rowStride}${fma ? "_fma" : ""}`;
}
