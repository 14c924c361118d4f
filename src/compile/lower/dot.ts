/** A dot and what rides on it: packing of its operands, the contraction, and the members of its group as an epilogue. */
import type { DType } from "../../base/dtype.ts";
import { sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { grainFor } from "./chunks.ts";
import { depthOf, dotSizes } from "../addressing/kernel-axes.ts";
import type { Group } from "../fuse/grouping.ts";
import { lowerGroup } from "./group.ts";
import type { Plan } from "../addressing/plan-types.ts";
import {
  cutsColumns,
  cutsRows,
  packedBytes,
  packsLeft,
  panelBytes,
  type Product,
  rightLayout,
} from "./gemm-blocking.ts";
import type { Target } from "../ir/target.ts";
import type { Contraction, Kernel, Matrix, Pack, Stage } from "../ir/program.ts";
import { productLoops } from "../addressing/product-loops.ts";
import type { ProductOperand } from "../addressing/product-types.ts";
import { trianglesOf } from "../rewrite/masked-triangles.ts";

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

/** Rough speed of contractions and of packing, to choose chunks by. */
const flopsPerNanosecond = 50;
const packedPerNanosecond = 4;

export function lowerDot(plan: Plan, packs: Packs, group: Group, node: Node): Kernel[] {
  const [batch, m, n] = dotSizes(node);
  const k = depthOf(node);
  if (batch * m * n === 0) return [];
  const kernels: Kernel[] = [];
  const addressing = productLoops(node, (x) => plan.stored(x));
  if (!("loops" in addressing)) throw new Error(`operand ${addressing.toCopy} of ${node.op} was not stored`);
  const { loops } = addressing;
  const { batches, rows, steps } = loops;
  const [left, right] = [matrixOf(plan, loops.left), matrixOf(plan, loops.right)];
  const isNested = rows.length > 1;
  const product: Product = { m, n, k };
  const parallel = isNested
    ? batch >= 4
      ? "batch"
      : "m"
    : parallelAxis(packs.target, product, batch, group.members.size > 1);
  const axis = { batch: 0, m: 1, n: 2 }[parallel];
  const flops = 2 * batch * m * n * k;
  const extent = [batch, m, n][axis]!;
  const { rowsPerTile, columnsPerPanel } = packs.target;
  const unit = isNested ? m / rows[0]! : rowsPerTile;
  const wanted = grainFor(extent, flops / flopsPerNanosecond, { batch: 1, m: unit, n: columnsPerPanel }[parallel]);
  const grain = parallel !== "m" || isNested ? wanted : divisorFrom(m, wanted);
  const rowsCut = parallel === "m" ? grain : m;
  const extents = { batches, k, steps: isNested ? loops.packSteps : null };
  const a =
    !isNested && packsLeft(packs.target, product, left.kStrides[0]!)
      ? pack(packs, kernels, "a", left, { ...extents, rows: m, cut: rowsCut })
      : left;
  const layout = isNested
    ? right.rowStrides[0] === 1
      ? "direct"
      : "panels"
    : packs.isConstant(right.buffer)
      ? "panels"
      : rightLayout(packs.target, product, right.rowStrides[0]!, rowsCut >= m);
  const b = layout === "panels" ? pack(packs, kernels, "b", right, { ...extents, rows: n, cut: 0 }) : right;
  const bytesEach = panelBytes(packs.target, k);
  const workspace =
    layout === "copied" ? { buffer: packs.temporary(Math.ceil(extent / grain) * bytesEach), bytes: bytesEach } : null;
  const out = { buffer: plan.buffer(node), offset: 0, batchStride: m * n, rowStride: n };
  const triangles = trianglesOf(node, (of) => plan.readers(of));
  const sizes = { batches, m, n, k, rows, steps };
  const contraction: Contraction = { kind: "contraction", ...sizes, a, b, triangles, workspace, out, parallel };
  const epilogue = lowerGroup(plan, group, node, axis);
  const stages: Stage[] = [...ownPacking(kernels), contraction, ...(epilogue ? [epilogue] : [])];
  const bytes = 4 * batch * (m * k + n * k + m * n);
  kernels.push({ label: labelOf(group), extent, grain, stages, flops, bytes });
  return kernels;
}

/** Takes the packing of a out of the kernels if each chunk needs its own rows only: they are still in the cache then. */
function ownPacking(kernels: Kernel[]): readonly Stage[] {
  const isOwn = (stage: Stage) => stage.kind === "pack" && stage.operand === "a" && stage.parallel === "rows";
  const position = kernels.findIndex(({ stages }) => stages.every(isOwn));
  return position < 0 ? [] : kernels.splice(position, 1)[0]!.stages;
}

/**
 * Columns, so that a panel of b is copied once and used for all rows; but rows where an epilogue rides on the product,
 * since it goes through other arrays row by row, if b is small enough to be read again for each chunk.
 */
function parallelAxis(target: Target, product: Product, batch: number, hasEpilogue: boolean): Contraction["parallel"] {
  if (batch >= 4) return "batch";
  return cutsColumns(target, product.n) && !(hasEpilogue && cutsRows(target, product)) ? "n" : "m";
}

/** The smallest divisor of `extent` that is at least `least`: a last chunk of another size needs kernels of its own. */
function divisorFrom(extent: number, least: number): number {
  let divisor = Math.min(extent, least);
  while (extent % divisor !== 0) divisor++;
  return divisor;
}

function matrixOf(plan: Plan, { base, ...strides }: ProductOperand): Matrix {
  return { buffer: plan.buffer(base), layout: "strided", ...strides };
}

interface Extents {
  readonly batches: readonly number[];
  readonly rows: number;
  readonly k: number;
  readonly steps: readonly number[] | null;
  /** Rows of a that lie together, because one chunk of the contraction reads them. */
  readonly cut: number;
}

function pack(
  packs: Packs,
  kernels: Kernel[],
  operand: "a" | "b",
  source: Matrix,
  { batches, rows, k, steps, cut }: Extents,
): Matrix {
  const batch = sizeOf(batches);
  const key = JSON.stringify([operand, source, batches, rows, steps, cut]);
  const known = packs.known.get(key);
  if (known) return known;
  const bytes = packedBytes(packs.target, operand, rows, k, batch);
  const batchStride = packedBytes(packs.target, operand, rows, k, 1) / 4;
  const parallel = batch >= 4 ? "batch" : operand === "a" && cut === rows ? "tiles" : "rows";
  const elements = batch * rows * k;
  const extent = parallel === "batch" ? batch : rows;
  const fine = grainFor(
    extent,
    elements / packedPerNanosecond,
    parallel === "batch" ? 1 : packs.target.columnsPerPanel,
  );
  const grain = parallel === "rows" && operand === "a" ? cut : fine;
  const kernel = (buffer: number): Kernel => {
    const target = { buffer, offset: 0, batchStride };
    const stage: Pack = { kind: "pack", operand, batches, rows, k, steps, source, target, parallel };
    return { label: `pack ${operand}`, extent, grain, stages: [stage], flops: 0, bytes: 8 * elements };
  };
  const isEarly = packs.isConstant(source.buffer);
  const buffer = isEarly ? packs.packEarly(bytes, kernel) : packs.temporary(bytes);
  if (!isEarly) kernels.push(kernel(buffer));
  const batchStrides = batches.map((_, i) => batchStride * sizeOf(batches.slice(i + 1)));
  const packed: Matrix = { buffer, offset: 0, batchStrides, layout: "panels", rowStrides: [], kStrides: [] };
  packs.known.set(key, packed);
  return packed;
}

export function labelOf(group: Group): string {
  return [...group.members.keys()].map(({ op, name }) => name ?? op).join(" ");
}
