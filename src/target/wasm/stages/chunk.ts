/**
 * Shared by the functions of products and of packing: one function for stages of equal structure, the loop over the
 * batch, and the rows, tiles or panels of a chunk.
 */
import { sizeOf } from "../../../base/shape.ts";
import type { Contraction, Matrix } from "../../../compile/ir/program.ts";
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import { columnsPerPanel } from "../base/target.ts";
import type { StageFunction } from "../base/stage-function.ts";
import type { PanelRange, RowTiles, TileRange } from "../gemm/index.ts";
import { address, tilesBefore } from "../gemm/index.ts";

const bytesPerElement = 4;

/** A range of rows that starts at the chunk's start, or at 0. `length` is a constant of the generated code. */
export interface Span {
  readonly start: Local | undefined;
  readonly length: number;
}

/** The function being generated and its parameters. */
export interface Frame {
  readonly f: FunctionBuilder;
  /** Pointers, by number of the buffer. */
  readonly pointers: ReadonlyMap<number, Local>;
  readonly start: Local;
  readonly end: Local;
}

/** The name of a matrix: everything on which its addresses depend, except the pointer. */
export function matrixName(matrix: Partial<Matrix> & Partial<Contraction["out"]>): (string | number)[] {
  const { offset = 0, batchStride = 0, batchStrides = [batchStride], layout = "", kStrides = [0] } = matrix;
  const { rowStrides = [matrix.rowStride ?? 0] } = matrix;
  return [`${layout}${offset}`, ...batchStrides, ...rowStrides, ...kStrides];
}

/**
 * Writes one function for all stages with the same `name`. The name, together with the buffers that are equal, must
 * determine the body.
 */
export function writtenOnce(
  module: ModuleBuilder,
  name: readonly (string | number)[],
  used: readonly number[],
  body: (frame: Frame) => void,
): StageFunction {
  const buffers = [...new Set(used)];
  const positions = used.map((buffer) => buffers.indexOf(buffer));
  const index = module.shared([...name, ...positions].join("_"), (f) => {
    const pointers = new Map(buffers.map((buffer, i) => [buffer, f.param("i32", `pointer${i}`)]));
    f.param("i32", "faults");
    body({ f, pointers, start: f.param("i32", "start"), end: f.param("i32", "end") });
  });
  return { index, buffers };
}

/** The indices of a batch entry and their strides in a matrix, which are added to its address. */
export type Entry = (
  matrix: Pick<Matrix, "batchStrides"> | Pick<Contraction["out"], "batchStride">,
) => (readonly [Local, number])[];

/** Runs `body` for the chunk's batch entries, or for all of them. */
export function forEachBatch(
  { f, start, end }: Frame,
  batches: readonly number[],
  chunked: boolean,
  body: (entry: Entry) => void,
): void {
  const batch = sizeOf(batches);
  if (batch === 1 && !chunked) return body(() => []);
  const entry = f.local("i32", "entry");
  const indices = batches.length === 1 ? [entry] : batches.map((_, i) => f.local("i32", `entry${i}`));
  if (chunked) f.get(start).set(entry);
  f.while(
    () => {
      f.get(entry);
      if (chunked) f.get(end);
      else f.i32(batch);
      f.emit("i32.lt_u");
    },
    () => {
      if (batches.length > 1) indices.forEach((index, i) => setIndex(f, batches, i, entry, index));
      body((matrix) => {
        if ("batchStride" in matrix) return [[entry, matrix.batchStride]];
        return matrix.batchStrides.map((stride, i) => [indices[i]!, stride]);
      });
      f.increment(entry, 1);
    },
  );
}

/** Sets `index` to the index of batch loop i in a batch entry. */
function setIndex(f: FunctionBuilder, batches: readonly number[], i: number, entry: Local, index: Local): void {
  const inner = sizeOf(batches.slice(i + 1));
  const length = batches[i]!;
  f.get(entry).i32(inner).emit("i32.div_u");
  if (i > 0) {
    f.get(entry)
      .i32(inner * length)
      .emit("i32.div_u")
      .i32(length)
      .emit("i32.mul")
      .emit("i32.sub");
  }
  f.set(index);
}

/** Runs `body` for all rows, or for those of the chunk: `grain` rows, or the remaining rows in the last chunk. */
export function forRows(
  { f, start }: Frame,
  rows: number,
  grain: number | undefined,
  body: (span: Span) => void,
): void {
  if (grain === undefined || grain >= rows) return body({ start: undefined, length: rows });
  const rest = rows % grain;
  if (rest === 0) return body({ start, length: grain });
  f.get(start)
    .i32(rows - rest)
    .emit("i32.eq");
  f.if(
    () => body({ start, length: rest }),
    () => body({ start, length: grain }),
  );
}

/**
 * Address of the first row of A in a span. In packed panels, the rows of a chunk are contiguous, k elements per row.
 */
export function leftAddress(frame: Frame, a: Matrix, entry: Entry, rows: Span, k: number): Local {
  return addressOf(frame, a, ...entry(a), [rows.start, a.layout === "panels" ? k : a.rowStrides[0]!]);
}

/** A variable with the value pointer + 4 · (offset + Σ index · stride). */
export function addressOf(
  { f, pointers }: Frame,
  { buffer, offset }: Pick<Matrix, "buffer" | "offset">,
  ...terms: readonly (readonly [Local | undefined, number])[]
): Local {
  const result = f.local("i32", "address");
  const present = terms.map(([index, stride]) => [index ?? 0, bytesPerElement * stride] as const);
  address(f, pointers.get(buffer)!, [offset, bytesPerElement], ...present).set(result);
  return result;
}

/** The tiles that start in rows start .. end - 1. */
export function tileRange({ f, start, end }: Frame, tiles: RowTiles): TileRange {
  const first = f.local("i32", "firstTile");
  const count = f.local("i32", "tileCount");
  tilesBefore(f, tiles, start).set(first);
  tilesBefore(f, tiles, end).get(first).emit("i32.sub").set(count);
  return { first, count };
}

/** The range of panels that contain the columns start .. end - 1. */
export function panelRange({ f, start, end }: Frame): PanelRange {
  const first = f.local("i32", "firstPanel");
  const last = f.local("i32", "lastPanel");
  f.get(start).i32(columnsPerPanel).emit("i32.div_u").set(first);
  f.get(end)
    .i32(columnsPerPanel - 1)
    .emit("i32.add")
    .i32(columnsPerPanel)
    .emit("i32.div_u")
    .set(last);
  return { first, last };
}
