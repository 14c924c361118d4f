/** Packing: kernels that copy an operand of a product into the panels that a contraction reads, each copy made once. */
import type { DType } from "../../base/dtype.ts";
import { sizeOf, stridesOf } from "../../base/shape.ts";
import type { Kernel, Matrix, Pack } from "../ir/program.ts";
import type { Target } from "../ir/target.ts";
import { grainFor } from "./chunks.ts";
import { packedBytes } from "./gemm-blocking.ts";
import type { Product } from "./product.ts";

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

/** What is packed, but for where to and in which chunks. */
type Packing = Pick<Pack, "operand" | "source" | "batches" | "rows" | "k" | "steps">;

/** An operand as the contraction reads it, and the kernel that has to fill it before; null where nothing more is to be done. */
export interface Operand {
  readonly matrix: Matrix;
  readonly packing: Kernel | null;
}

/** Rough speed of packing, to choose chunks by. */
const packedPerNanosecond = 4;

export function inPlace(matrix: Matrix): Operand {
  return { matrix, packing: null };
}

/** `cut` rows of a lie together, because one chunk of the contraction reads them. */
export function pack(packs: Packs, product: Product, operand: "a" | "b", cut: number): Operand {
  const { target, known } = packs;
  const { batches, k, isNested, packSteps } = product;
  const [source, rows] = operand === "a" ? [product.left, product.m] : [product.right, product.n];
  const packing: Packing = { operand, source, batches, rows, k, steps: isNested ? packSteps : null };
  const key = JSON.stringify([packing, cut]);
  const before = known.get(key);
  if (before) return inPlace(before);
  const batchBytes = packedBytes(target, operand, rows, k);
  const bytes = sizeOf(batches) * batchBytes;
  const batchStride = batchBytes / 4;
  const kernelInto = (buffer: number) => packKernel(target, packing, cut, { buffer, offset: 0, batchStride });
  const isEarly = packs.isConstant(source.buffer);
  const buffer = isEarly ? packs.packEarly(bytes, kernelInto) : packs.temporary(bytes);
  const batchStrides = stridesOf(batches).map((stride) => batchStride * stride);
  const matrix: Matrix = { buffer, offset: 0, batchStrides, layout: "panels", rowStrides: [], kStrides: [] };
  known.set(key, matrix);
  return { matrix, packing: isEarly ? null : kernelInto(buffer) };
}

function packKernel(machine: Target, packing: Packing, cut: number, target: Pack["target"]): Kernel {
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
