/** Packing: kernels that copy an operand of a product into the panels that a contraction reads, each copy made once. */
import type { DType } from "../../base/dtype.ts";
import { sizeOf } from "../../base/shape.ts";
import type { Kernel, Matrix, Pack } from "../ir/program.ts";
import type { Target } from "../ir/target.ts";
import { grainFor } from "./chunks.ts";
import { packedBytes } from "./gemm-blocking.ts";

/** Operands that have been packed, by what was packed and how. */
export interface Packs {
  readonly target: Target;
  readonly known: Map<string, Matrix>;
  /** A buffer of so many bytes for the compiler's own use; f32 unless said otherwise. */
  temporary(bytes: number, dtype?: DType): number;
  /** Whether the buffer is the same at every turn of the loop around. */
  isConstant(buffer: number): boolean;
  /** The buffer, of so many bytes, that `kernel` fills before the first turn. */
  packEarly(bytes: number, kernel: (target: number) => Kernel): number;
}

/** Which matrix is packed, and for which chunks. */
export interface Packing {
  readonly operand: "a" | "b";
  readonly source: Matrix;
  readonly batches: readonly number[];
  /** m or n. */
  readonly rows: number;
  readonly k: number;
  readonly steps: readonly number[] | null;
  /** Rows of a that lie together, because one chunk of the contraction reads them. */
  readonly cut: number;
}

/** An operand as the contraction reads it, and the kernel that has to fill it before; null where nothing more is to be done. */
export interface Operand {
  readonly matrix: Matrix;
  readonly packing: Kernel | null;
}

/** Rough speed of packing, to choose chunks by. */
const packedPerNanosecond = 4;

export function pack(packs: Packs, wanted: Packing): Operand {
  const { target, known } = packs;
  const { operand, source, batches, rows, k } = wanted;
  const key = JSON.stringify(wanted);
  const before = known.get(key);
  if (before) return { matrix: before, packing: null };
  const bytes = packedBytes(target, operand, rows, k, sizeOf(batches));
  const batchStride = packedBytes(target, operand, rows, k, 1) / 4;
  const kernelInto = (buffer: number) => packKernel(target, wanted, { buffer, offset: 0, batchStride });
  const isEarly = packs.isConstant(source.buffer);
  const buffer = isEarly ? packs.packEarly(bytes, kernelInto) : packs.temporary(bytes);
  const batchStrides = batches.map((_, i) => batchStride * sizeOf(batches.slice(i + 1)));
  const matrix: Matrix = { buffer, offset: 0, batchStrides, layout: "panels", rowStrides: [], kStrides: [] };
  known.set(key, matrix);
  return { matrix, packing: isEarly ? null : kernelInto(buffer) };
}

function packKernel(machine: Target, { cut, ...packing }: Packing, target: Pack["target"]): Kernel {
  const { operand, batches, rows, k } = packing;
  const batch = sizeOf(batches);
  const elements = batch * rows * k;
  const parallel = batch >= 4 ? "batch" : operand === "a" && cut === rows ? "tiles" : "rows";
  const extent = parallel === "batch" ? batch : rows;
  const unit = parallel === "batch" ? 1 : machine.columnsPerPanel;
  // The contraction's chunks split the rows of a into tiles, and panels must be split alike.
  const isCut = parallel === "rows" && operand === "a";
  const grain = isCut ? cut : grainFor(extent, elements / packedPerNanosecond, unit);
  const stage: Pack = { kind: "pack", ...packing, target, parallel };
  return { label: `pack ${operand}`, extent, grain, stages: [stage], flops: 0, bytes: 8 * elements };
}
