/**
 * Stage functions of contractions and of the packing before them: which rows, columns or batch entries a chunk's range
 * means, the loop over the batch, where each panel lies. How a tile is computed is the business of gemm/.
 */
import type { Contraction, Matrix, Pack } from "../../compile/program.ts";
import { columnsPerPanel } from "../../compile/panels.ts";
import type { FunctionBuilder, Local, ModuleBuilder } from "./assembler/index.ts";
import type { DriverOptions } from "./gemm/index.ts";
import { driver, packLeft, packRight, splitColumns, splitDepth, splitRows } from "./gemm/index.ts";
import type { StageFunction, StageOptions } from "./stage.ts";

const bytesPerElement = 4;

/** A span of rows or columns that starts at the chunk's start, or at 0; `length` is known when the code is written. */
interface Span {
  readonly start: Local | undefined;
  readonly length: number;
}

interface Frame {
  readonly f: FunctionBuilder;
  /** A function of a buffer's pointer. */
  readonly pointers: ReadonlyMap<number, Local>;
  readonly start: Local;
  readonly end: Local;
}

/** out[b, m, n] = Σ_k a[b, m, k] · b[b, n, k] over the chunk's batch entries, rows or columns. */
export function emitContraction(
  module: ModuleBuilder,
  stage: Contraction,
  grain: number,
  { fma }: StageOptions,
): StageFunction {
  const { a, b, workspace, out, batch, m, n, k, parallel } = stage;
  const used = [a.buffer, b.buffer, out.buffer, ...(workspace ? [workspace.buffer] : [])];
  const right = rightOption(stage);
  const name = [
    `contraction_${parallel}${grain}`,
    batch,
    m,
    k,
    n,
    ...matrixName(a),
    ...matrixName(b),
    ...matrixName(out),
    workspace?.bytes ?? 0,
  ];
  return emit(module, name, used, (frame) => {
    const { f, start, end } = frame;
    const left = a.layout === "panels" ? "packed" : { rowStride: a.rowStride, kStride: a.kStride };
    forEachBatch(frame, batch, parallel === "batch", (entry) => {
      forRows(frame, m, parallel === "m" ? grain : undefined, (rows) => {
        leftAddress(frame, a, entry, rows, k);
        address(frame, b.buffer, b.offset, [entry, b.batchStride]);
        address(frame, out.buffer, out.offset, [entry, out.batchStride], [rows.start, out.rowStride]);
        workspaceAddress(frame, workspace, grain);
        f.i32(0).i32(splitRows(rows.length, fma).tiles);
        if (parallel === "n") panelRange(f, start, end);
        else f.i32(0).i32(splitColumns(n).panels);
        f.i32(0); // do not accumulate
        f.call(driver(module, { m: rows.length, n, k, left, right, rowStride: out.rowStride, fma }));
      });
    });
  });
}

function rightOption({ b, workspace }: Contraction): DriverOptions["right"] {
  if (b.layout === "panels") return "packed";
  return { layout: workspace ? "panel" : "direct", strides: { kStride: b.kStride, columnStride: b.rowStride } };
}

/** Leaves the address of the chunk's own part of the workspace, or 0. */
function workspaceAddress({ f, pointers, start }: Frame, workspace: Contraction["workspace"], grain: number): void {
  if (!workspace) {
    f.i32(0);
    return;
  }
  f.get(pointers.get(workspace.buffer)!).get(start).i32(grain).emit("i32.div_u");
  f.i32(workspace.bytes).emit("i32.mul").emit("i32.add");
}

/** Copies the chunk's batch entries or rows of a strided matrix into panels. */
export function emitPack(module: ModuleBuilder, stage: Pack, grain: number, { fma }: StageOptions): StageFunction {
  const { operand, source, target, batch, rows: count, k, parallel } = stage;
  const name = [`pack_${operand}_${parallel}${grain}`, batch, count, k, ...matrixName(source), ...matrixName(target)];
  return emit(module, name, [source.buffer, target.buffer], (frame) => {
    const { f, start, end } = frame;
    forEachBatch(frame, batch, parallel === "batch", (entry) => {
      if (operand === "b") {
        address(frame, source.buffer, source.offset, [entry, source.batchStride]);
        address(frame, target.buffer, target.offset, [entry, target.batchStride]);
        if (parallel === "rows") panelRange(f, start, end);
        else f.i32(0).i32(splitColumns(count).panels);
        const strides = { kStride: source.kStride, columnStride: source.rowStride };
        f.call(packRight(module, splitColumns(count), splitDepth(k), strides));
        return;
      }
      forRows(frame, count, parallel === "rows" ? grain : undefined, (rows) => {
        const tiles = splitRows(rows.length, fma);
        leftAddress(frame, source, entry, rows, k);
        address(frame, target.buffer, target.offset, [entry, target.batchStride], [rows.start, k]);
        f.i32(0).i32(tiles.tiles);
        f.call(packLeft(module, tiles, splitDepth(k), { rowStride: source.rowStride, kStride: source.kStride }));
      });
    });
  });
}

/** What an address depends on beside the pointer. */
function matrixName(matrix: Partial<Matrix>): (string | number)[] {
  const { offset = 0, batchStride = 0, layout = "", rowStride = 0, kStride = 0 } = matrix;
  return [`${layout}${offset}`, batchStride, rowStride, kStride];
}

/** `name` with which pointers are the same must say everything that the body depends on. */
function emit(
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

/** Runs `body` for the chunk's batch entries, or for all of them; `entry` is undefined where there is only entry 0. */
function forEachBatch({ f, start, end }: Frame, batch: number, chunked: boolean, body: (entry?: Local) => void): void {
  if (batch === 1 && !chunked) return body();
  const entry = f.local("i32", "entry");
  if (chunked) f.get(start).set(entry);
  f.while(
    () => {
      f.get(entry);
      if (chunked) f.get(end);
      else f.i32(batch);
      f.emit("i32.lt_u");
    },
    () => {
      body(entry);
      f.increment(entry, 1);
    },
  );
}

/** All rows at once, or those of the chunk: a whole `grain` of them, or what is left for the last chunk. */
function forRows({ f, start }: Frame, rows: number, grain: number | undefined, body: (span: Span) => void): void {
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

/** Where the span's rows of A start. Panels of a chunk lie together, so that there a row takes k elements. */
function leftAddress(frame: Frame, a: Matrix, entry: Local | undefined, rows: Span, k: number): void {
  const rowStride = a.layout === "panels" ? k : a.rowStride;
  address(frame, a.buffer, a.offset, [entry, a.batchStride], [rows.start, rowStride]);
}

/** Leaves pointer + 4 · (offset + Σ index · stride) on the stack. */
function address(
  { f, pointers }: Frame,
  buffer: number,
  offset: number,
  ...terms: readonly (readonly [Local | undefined, number])[]
): void {
  f.get(pointers.get(buffer)!);
  if (offset !== 0) f.i32(bytesPerElement * offset).emit("i32.add");
  for (const [index, stride] of terms) {
    if (index && stride !== 0)
      f.get(index)
        .i32(bytesPerElement * stride)
        .emit("i32.mul")
        .emit("i32.add");
  }
}

/** Leaves the first panel of columns start .. end and the one after the last. */
function panelRange(f: FunctionBuilder, start: Local, end: Local): void {
  f.get(start).i32(columnsPerPanel).emit("i32.div_u");
  f.get(end)
    .i32(columnsPerPanel - 1)
    .emit("i32.add")
    .i32(columnsPerPanel)
    .emit("i32.div_u");
}
