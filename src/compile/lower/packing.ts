/** Packing: kernels that copy an operand of a product into the panels read by a contraction. Each copy is made once. */
import type { DType } from "../../base/dtype.ts";
import { sizeOf, stridesOf } from "../../base/shape.ts";
import type { Kernel, Matrix, Pack } from "../ir/program.ts";
import type { Target } from "../ir/target.ts";
import { grainFor } from "./chunks.ts";
import { packedBytes } from "./gemm-blocking.ts";
import type { Product } from "./product.ts";

/** Registry of packed operands, with the services of the plan needed for packing. */
export interface Packs {
  readonly target: Target;
  /** Packed operands, keyed by operand and packing. */
  readonly known: Map<string, Matrix>;
  /** Allocates a scratch buffer of the given size in bytes and returns its number. Default dtype: f32. */
  temporary(bytes: number, dtype?: DType): number;
  /** Returns whether the buffer is invariant in the enclosing loop. */
  isConstant(buffer: number): boolean;
  /** Allocates a buffer that `kernel` fills before the enclosing loop, and returns its number. */
  packEarly(bytes: number, kernel: (target: number) => Kernel): number;
}

/** Parameters of a packing, except its target and its chunks. */
type Packing = Pick<Pack, "operand" | "source" | "batches" | "rows" | "k" | "steps">;

/**
 * An operand as read by the contraction, and the kernel that must fill it first. `packing` is null if no kernel is
 * needed.
 */
export interface Operand {
  readonly matrix: Matrix;
  readonly packing: Kernel | null;
}

/** Approximate speed of packing, for choosing chunks. */
const packedPerNanosecond = 4;

/** Returns an operand that is read in place. */
export function inPlace(matrix: Matrix): Operand {
  return { matrix, packing: null };
}

/**
 * Returns an operand packed into panels, reusing an equal packing. Groups of `cut` rows of a are contiguous, because
 * one chunk of the contraction reads them.
 */
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
  // Each chunk of the contraction splits its rows of a into tiles, and panels must be split the same way.
  const isCut = parallel === "rows" && operand === "a";
  const grain = isCut ? cut : grainFor(extent, elements / packedPerNanosecond, unit);
  const stage: Pack = { kind: "pack", ...packing, target, parallel };
  return { label: `pack ${operand}`, extent, grain, stages: [stage], flops: 0, bytes: 8 * elements };
}
