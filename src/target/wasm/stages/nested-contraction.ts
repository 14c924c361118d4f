/**
 * The function of a product whose rows or steps consist of several loops: convolutions read windows of an image in
 * place.
 */
import type { Contraction } from "../../../compile/ir/program.ts";
import type { FunctionBuilder, Local, ModuleBuilder } from "../assembler/index.ts";
import type { StageFunction } from "../base/stage-function.ts";
import type { TileRange } from "../gemm/index.ts";
import { multiplyNested } from "../gemm/nested.ts";
import { addressOf, forEachBatch, matrixName, writtenOnce } from "./chunk.ts";

/** Generates the function. A chunk of rows consists of complete iterations of the outermost loop over rows. */
export function emitNested(module: ModuleBuilder, stage: Contraction, fma: boolean): StageFunction {
  const { a, b, out, batches, m, n, rows, steps, parallel } = stage;
  const sizes = [batches.join("x"), n, ...rows, "by", ...steps, fma ? 1 : 0];
  const name = [`nested_${parallel}`, ...sizes, ...matrixName(a), ...matrixName(b), ...matrixName(out)];
  return writtenOnce(module, name, [a.buffer, b.buffer, out.buffer], (frame) => {
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

/** The iterations, of `size` rows each, of the rows start .. end - 1. */
function chunkOf(f: FunctionBuilder, size: number, start: Local, end: Local): TileRange {
  const first = f.local("i32", "firstTurn");
  const count = f.local("i32", "turns");
  f.get(start).i32(size).emit("i32.div_u").set(first);
  f.get(end).get(start).emit("i32.sub").i32(size).emit("i32.div_u").set(count);
  return { first, count };
}
