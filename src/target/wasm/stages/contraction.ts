/**
 * Stage functions of contractions and of the packing before them: which rows, columns or batch entries a chunk's range
 * means, the loop over the batch, where each panel lies. How a tile is computed is the business of gemm/.
 */
import { sizeOf } from "../../../base/shape.ts";
import type { Contraction, Matrix, Pack } from "../../../compile/ir/program.ts";
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import type { PanelRange, ProductOptions, RowTiles, TileRange } from "../gemm/index.ts";
import { address, multiply, packLeft, packRight, splitColumns, splitRows, tilesBefore } from "../gemm/index.ts";
import { multiplyNested } from "../gemm/nested.ts";
import { generator } from "./generators.ts";
import type { StageOptions } from "./generators.ts";
import type { StageFunction } from "../base/stage-function.ts";
import { columnsPerPanel } from "../base/target.ts";

const bytesPerElement = 4;

/** A span of rows that starts at the chunk's start, or at 0; `length` is known when the code is written. */
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
  { fma, generators }: StageOptions,
): StageFunction {
  const { a, b, triangles, workspace, out, batches, m, n, k, rows, parallel } = stage;
  if (rows.length > 1) return generator(generators, "nested")(module, stage, fma);
  const used = [a.buffer, b.buffer, out.buffer, ...(workspace ? [workspace.buffer] : [])];
  const sizes = [batches.join("x"), m, k, n, workspace?.bytes ?? 0];
  const left = triangles.map(({ of, side, offset }) => `${of}_${side}${offset}`);
  const name = [`contraction_${parallel}${grain}`, ...sizes, ...[a, b, out].flatMap(matrixName), ...left];
  return emit(module, name, used, (frame) => {
    const { f } = frame;
    const forms = { left: leftOption(a), right: rightOption(stage), rowStride: out.rowStride };
    const options = { n, k, ...forms, triangles, fma };
    const range = parallel === "n" ? panelRange(frame) : { first: 0, last: splitColumns(n).panels };
    forEachBatch(frame, batches, parallel === "batch", (entry) => {
      forRows(frame, m, parallel === "m" ? grain : undefined, (rows) => {
        const operands = {
          a: leftAddress(frame, a, entry, rows, k),
          b: addressOf(frame, b, ...entry(b)),
          c: addressOf(frame, out, ...entry(out), [rows.start, out.rowStride]),
          workspace: workspace ? workspaceAddress(frame, workspace, grain) : undefined,
        };
        multiply(module, f, { ...options, m: rows.length }, { ...operands, firstRow: rows.start, range });
        f.release(...Object.values(operands).filter((local) => local !== undefined));
      });
    });
  });
}

/** The same where windows cut the rows or k into several loops; a chunk of rows takes whole turns of the outermost. */
export function emitNested(module: ModuleBuilder, stage: Contraction, fma: boolean): StageFunction {
  const { a, b, out, batches, m, n, rows, steps, parallel } = stage;
  const sizes = [batches.join("x"), n, ...rows, "by", ...steps, fma ? 1 : 0];
  const name = [`nested_${parallel}`, ...sizes, ...matrixName(a), ...matrixName(b), ...matrixName(out)];
  return emit(module, name, [a.buffer, b.buffer, out.buffer], (frame) => {
    const { f, start, end } = frame;
    const options = { rows, steps, left: a, right: b, n, rowStride: out.rowStride, fma };
    const turns = parallel === "m" ? chunkOf(f, m / rows[0]!, start, end) : undefined;
    forEachBatch(frame, batches, parallel === "batch", (entry) => {
      const pointers = {
        a: addressOf(frame, a, ...entry(a)),
        b: addressOf(frame, b, ...entry(b)),
        c: addressOf(frame, out, ...entry(out)),
      };
      multiplyNested(module, f, options, pointers, turns);
      f.release(...Object.values(pointers));
    });
  });
}

/** The turns of a loop over `size` rows each that rows start .. end - 1 are. */
function chunkOf(f: FunctionBuilder, size: number, start: Local, end: Local): TileRange {
  const first = f.local("i32", "firstTurn");
  const count = f.local("i32", "turns");
  f.get(start).i32(size).emit("i32.div_u").set(first);
  f.get(end).get(start).emit("i32.sub").i32(size).emit("i32.div_u").set(count);
  return { first, count };
}

function leftOption({ layout, rowStrides, kStrides }: Matrix): ProductOptions["left"] {
  return layout === "panels" ? "packed" : { rowStride: rowStrides[0]!, kStride: kStrides[0]! };
}

function rightOption({ b, workspace }: Contraction): ProductOptions["right"] {
  if (b.layout === "panels") return "packed";
  return {
    layout: workspace ? "copied" : "direct",
    strides: { kStride: b.kStrides[0]!, columnStride: b.rowStrides[0]! },
  };
}

/** The chunk's own part of the workspace. */
function workspaceAddress(
  { f, pointers, start }: Frame,
  { buffer, bytes }: NonNullable<Contraction["workspace"]>,
  grain: number,
): Local {
  const result = f.local("i32", "workspace");
  f.get(pointers.get(buffer)!).get(start).i32(grain).emit("i32.div_u");
  f.i32(bytes).emit("i32.mul").emit("i32.add").set(result);
  return result;
}

/** Copies the chunk's batch entries or rows of a strided matrix into panels. */
export function emitPack(
  module: ModuleBuilder,
  stage: Pack,
  grain: number,
  { fma, generators }: StageOptions,
): StageFunction {
  const { operand, source, target, batches, rows: count, k, steps, parallel } = stage;
  const [rowStride, kStride] = [source.rowStrides[0]!, source.kStrides[0]!];
  const name = [
    `pack_${operand}_${parallel}${grain}`,
    batches.join("x"),
    count,
    ...(steps ? ["by", ...steps] : [k]),
    ...matrixName(source),
    ...matrixName(target),
  ];
  return emit(module, name, [source.buffer, target.buffer], (frame) => {
    const { f } = frame;
    const range =
      operand === "b" && parallel === "rows" ? panelRange(frame) : { first: 0, last: splitColumns(count).panels };
    forEachBatch(frame, batches, parallel === "batch", (entry) => {
      if (operand === "b") {
        const [from, to] = [addressOf(frame, source, ...entry(source)), addressOf(frame, target, ...entry(target))];
        if (steps) {
          generator(generators, "packNested")(
            module,
            f,
            { columns: count, steps, kStrides: source.kStrides, columnStride: rowStride },
            from,
            to,
            range,
          );
        } else {
          packRight(module, f, { columns: count, k, strides: { kStride, columnStride: rowStride } }, from, to, range);
        }
        f.release(from, to);
        return;
      }
      forRows(frame, count, parallel === "rows" ? grain : undefined, (rows) => {
        const from = leftAddress(frame, source, entry, rows, k);
        const to = addressOf(frame, target, ...entry(target), [rows.start, k]);
        const tiles = splitRows(rows.length, fma);
        const range = parallel === "tiles" ? tileRange(frame, tiles) : { first: 0, count: tiles.tiles };
        packLeft(module, f, { rows: rows.length, k, strides: { rowStride, kStride }, fma }, from, to, range);
        f.release(from, to);
      });
    });
  });
}

/** What an address depends on beside the pointer. */
function matrixName(matrix: Partial<Matrix> & Partial<Contraction["out"]>): (string | number)[] {
  const { offset = 0, batchStride = 0, batchStrides = [batchStride], layout = "", kStrides = [0] } = matrix;
  const { rowStrides = [matrix.rowStride ?? 0] } = matrix;
  return [`${layout}${offset}`, ...batchStrides, ...rowStrides, ...kStrides];
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

/** What a batch entry adds to the address of a matrix: indices and their strides. */
type Entry = (
  matrix: Pick<Matrix, "batchStrides"> | Pick<Contraction["out"], "batchStride">,
) => (readonly [Local, number])[];

/** Runs `body` for the chunk's batch entries, or for all of them. */
function forEachBatch(
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

/** The index of loop i in a batch entry. */
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
function leftAddress(frame: Frame, a: Matrix, entry: Entry, rows: Span, k: number): Local {
  return addressOf(frame, a, ...entry(a), [rows.start, a.layout === "panels" ? k : a.rowStrides[0]!]);
}

/** A variable that holds pointer + 4 · (offset + Σ index · stride). */
function addressOf(
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
function tileRange({ f, start, end }: Frame, tiles: RowTiles): TileRange {
  const first = f.local("i32", "firstTile");
  const count = f.local("i32", "tileCount");
  tilesBefore(f, tiles, start).set(first);
  tilesBefore(f, tiles, end).get(first).emit("i32.sub").set(count);
  return { first, count };
}

/** The first panel of columns start .. end and the one after the last. */
function panelRange({ f, start, end }: Frame): PanelRange {
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
