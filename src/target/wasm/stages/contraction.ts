/**
 * The function of a product: the rows, columns or batch entries of a chunk, and the addresses of panels. gemm/ computes
 * the tiles.
 */
import type { Contraction, Matrix } from "../../../compile/ir/program.ts";
import type { Local, ModuleBuilder } from "../assembler/index.ts";
import type { StageFunction } from "../base/stage-function.ts";
import { type ProductOptions, multiply, splitColumns } from "../gemm/index.ts";
import {
  type Frame,
  addressOf,
  forEachBatch,
  forRows,
  leftAddress,
  matrixName,
  panelRange,
  writtenOnce,
} from "./chunk.ts";
import { type StageOptions, generator } from "./generators.ts";

/** Computes out[b, m, n] = Σ_k a[b, m, k] · b[b, n, k] for the chunk's batch entries, rows or columns. */
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
  return writtenOnce(module, name, used, (frame) => {
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

/** The address of the chunk's part of the workspace. */
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
