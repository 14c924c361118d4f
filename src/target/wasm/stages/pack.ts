/** The functions that pack an operand of a product into panels. */
import type { Pack } from "../../../compile/ir/program.ts";
import type { ModuleBuilder } from "../assembler/index.ts";
import type { StageFunction } from "../base/stage-function.ts";
import { packLeft, packRight, splitColumns, splitRows } from "../gemm/index.ts";
import {
  type Entry,
  type Frame,
  addressOf,
  forEachBatch,
  forRows,
  leftAddress,
  matrixName,
  panelRange,
  tileRange,
  writtenOnce,
} from "./chunk.ts";
import { type StageOptions, generator } from "./generators.ts";

/** Copies the chunk's batch entries or rows of a strided matrix into panels. */
export function emitPack(module: ModuleBuilder, stage: Pack, grain: number, options: StageOptions): StageFunction {
  const { operand, source, target, batches, rows: count, k, steps, parallel } = stage;
  const name = [
    `pack_${operand}_${parallel}${grain}`,
    batches.join("x"),
    count,
    ...(steps ? ["by", ...steps] : [k]),
    ...matrixName(source),
    ...matrixName(target),
  ];
  const { fma } = options;
  return writtenOnce(module, name, [source.buffer, target.buffer], (frame) => {
    forEachBatch(frame, batches, parallel === "batch", (entry) => {
      if (operand === "b") packPanels(module, frame, stage, entry, options);
      else packTiles(module, frame, stage, entry, parallel === "rows" ? grain : undefined, fma);
    });
  });
}

/** Packs operand B: all of it, or the panels of a chunk of its rows, which are columns of the product. */
function packPanels(
  module: ModuleBuilder,
  frame: Frame,
  stage: Pack,
  entry: Entry,
  { generators }: StageOptions,
): void {
  const { source, target, rows: columns, k, steps, parallel } = stage;
  const [columnStride, kStride] = [source.rowStrides[0]!, source.kStrides[0]!];
  const { f } = frame;
  const range = parallel === "rows" ? panelRange(frame) : { first: 0, last: splitColumns(columns).panels };
  const [from, to] = [addressOf(frame, source, ...entry(source)), addressOf(frame, target, ...entry(target))];
  if (steps) {
    const windows = { columns, steps, kStrides: source.kStrides, columnStride };
    generator(generators, "packNested")(module, f, windows, from, to, range);
  } else packRight(module, f, { columns, k, strides: { kStride, columnStride } }, from, to, range);
  f.release(from, to);
}

/** Packs operand A in tiles of rows. If `grain` is given, each chunk of rows is split into tiles separately. */
function packTiles(
  module: ModuleBuilder,
  frame: Frame,
  stage: Pack,
  entry: Entry,
  grain: number | undefined,
  fma: boolean,
): void {
  const { source, target, rows: count, k, parallel } = stage;
  const strides = { rowStride: source.rowStrides[0]!, kStride: source.kStrides[0]! };
  const { f } = frame;
  forRows(frame, count, grain, (rows) => {
    const from = leftAddress(frame, source, entry, rows, k);
    const to = addressOf(frame, target, ...entry(target), [rows.start, k]);
    const tiles = splitRows(rows.length, fma);
    const range = parallel === "tiles" ? tileRange(frame, tiles) : { first: 0, count: tiles.tiles };
    packLeft(module, f, { rows: rows.length, k, strides, fma }, from, to, range);
    f.release(from, to);
  });
}
