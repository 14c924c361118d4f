/** A dot and what rides on it: packing of its operands, the contraction, and the members of its group as an epilogue. */
import { sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { grainFor } from "./chunks.ts";
import { depthOf, dotSizes } from "../addressing/kernel-axes.ts";
import type { Group } from "../fuse/grouping.ts";
import { lowerGroup } from "./group.ts";
import type { Plan } from "../addressing/plan-types.ts";
import { cutsColumns, cutsRows, packsLeft, panelBytes, rightLayout } from "./gemm-blocking.ts";
import { type Operand, type Packs, pack } from "./packing.ts";
import type { Target } from "../ir/target.ts";
import type { Contraction, Kernel, Matrix, Stage } from "../ir/program.ts";
import { productLoops } from "../addressing/product-loops.ts";
import type { ProductLoops, ProductOperand } from "../addressing/product-types.ts";
import { trianglesOf } from "../rewrite/masked-triangles.ts";

/** The result's sizes and depth, the loops over them, and where the operands lie. */
interface Product extends Omit<ProductLoops, "left" | "right"> {
  readonly batch: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly flops: number;
  readonly left: Matrix;
  readonly right: Matrix;
  /** Several loops over the rows: the left operand is read through windows. */
  readonly isNested: boolean;
}

/** The axis of the result that threads share, in chunks of `grain` of its `extent` indices. */
interface Chunks {
  readonly axis: Contraction["parallel"];
  readonly extent: number;
  readonly grain: number;
}

export function lowerDot(plan: Plan, packs: Packs, group: Group, node: Node): Kernel[] {
  if (sizeOf(dotSizes(node)) === 0) return [];
  const product = productOf(plan, node);
  const chunks = chunksOf(packs.target, product, group.members.size > 1);
  const left = leftOperand(packs, product, chunks);
  const right = rightOperand(packs, product, chunks);
  const { batch, batches, m, n, k, rows, steps, flops } = product;
  const { axis, extent, grain } = chunks;
  const contraction: Contraction = {
    kind: "contraction",
    batches,
    m,
    n,
    k,
    rows,
    steps,
    a: left.matrix,
    b: right.matrix,
    workspace: right.workspace,
    out: { buffer: plan.buffer(node), offset: 0, batchStride: m * n, rowStride: n },
    triangles: trianglesOf(node, (of) => plan.readers(of)),
    parallel: axis,
  };
  const epilogue = lowerGroup(plan, group, node, { batch: 0, m: 1, n: 2 }[axis]);
  const own = isOwnPacking(left.packing) ? left.packing.stages : [];
  const stages: Stage[] = [...own, contraction, ...(epilogue ? [epilogue] : [])];
  const bytes = 4 * batch * (m * k + n * k + m * n);
  const kernel: Kernel = { label: labelOf(group), extent, grain, stages, flops, bytes };
  return [own.length > 0 ? null : left.packing, right.packing, kernel].filter((one) => one !== null);
}

function productOf(plan: Plan, node: Node): Product {
  const [batch, m, n] = dotSizes(node);
  const product = productLoops(node, (x) => plan.stored(x));
  if (!("loops" in product)) throw new Error(`operand ${product.toCopy} of ${node.op} was not stored`);
  const { loops } = product;
  const matrix = ({ base, ...strides }: ProductOperand): Matrix => {
    return { buffer: plan.buffer(base), layout: "strided", ...strides };
  };
  const [left, right] = [matrix(loops.left), matrix(loops.right)];
  const k = depthOf(node);
  return { ...loops, batch, m, n, k, flops: 2 * batch * m * n * k, left, right, isNested: loops.rows.length > 1 };
}

/** Rough speed of contractions, to choose chunks by. */
const flopsPerNanosecond = 50;

function chunksOf(target: Target, product: Product, hasEpilogue: boolean): Chunks {
  const { batch, m, n, rows, isNested } = product;
  const axis = parallelAxis(target, product, hasEpilogue);
  const extent = { batch, m, n }[axis];
  const unit = { batch: 1, m: isNested ? m / rows[0]! : target.rowsPerTile, n: target.columnsPerPanel }[axis];
  const wanted = grainFor(extent, product.flops / flopsPerNanosecond, unit);
  return { axis, extent, grain: axis === "m" && !isNested ? divisorFrom(m, wanted) : wanted };
}

/**
 * Columns, so that a panel of b is copied once and used for all rows; but rows where an epilogue rides on the product,
 * since it goes through other arrays row by row, if b is small enough to be read again for each chunk.
 */
function parallelAxis(target: Target, product: Product, hasEpilogue: boolean): Chunks["axis"] {
  if (product.batch >= 4) return "batch";
  if (product.isNested || !cutsColumns(target, product.n)) return "m";
  return hasEpilogue && cutsRows(target, product) ? "m" : "n";
}

/** The smallest divisor of `extent` that is at least `least`: a last chunk of another size needs kernels of its own. */
function divisorFrom(extent: number, least: number): number {
  let divisor = Math.min(extent, least);
  while (extent % divisor !== 0) divisor++;
  return divisor;
}

/** The rows of the left operand that one chunk reads. */
function rowsPerChunk({ m }: Product, { axis, grain }: Chunks): number {
  return axis === "m" ? grain : m;
}

/** Rows that several loops go through are read where they lie. */
function leftOperand(packs: Packs, product: Product, chunks: Chunks): Operand {
  const { batches, m, k, left, isNested } = product;
  if (isNested || !packsLeft(packs.target, product, left.kStrides[0]!)) return { matrix: left, packing: null };
  const cut = rowsPerChunk(product, chunks);
  return pack(packs, { operand: "a", source: left, batches, rows: m, k, steps: null, cut });
}

/** Each chunk packs the rows that it needs, in the kernel of the product: they are still in the cache then. */
function isOwnPacking(packing: Kernel | null): packing is Kernel {
  return packing !== null && packing.stages.every((stage) => stage.kind === "pack" && stage.parallel === "rows");
}

interface RightOperand extends Operand {
  readonly workspace: Contraction["workspace"];
}

function rightOperand(packs: Packs, product: Product, chunks: Chunks): RightOperand {
  const { batches, n, k, right, packSteps, isNested } = product;
  const layout = layoutOfRight(packs, product, chunks);
  if (layout === "panels") {
    const steps = isNested ? packSteps : null;
    return { ...pack(packs, { operand: "b", source: right, batches, rows: n, k, steps, cut: 0 }), workspace: null };
  }
  const bytes = panelBytes(packs.target, k);
  const buffer = () => packs.temporary(Math.ceil(chunks.extent / chunks.grain) * bytes);
  return { matrix: right, packing: null, workspace: layout === "copied" ? { buffer: buffer(), bytes } : null };
}

function layoutOfRight(packs: Packs, product: Product, chunks: Chunks): ReturnType<typeof rightLayout> {
  const { m, right, isNested } = product;
  const rowStride = right.rowStrides[0]!;
  if (isNested) return rowStride === 1 ? "direct" : "panels";
  // Once for all turns of the loop around.
  if (packs.isConstant(right.buffer)) return "panels";
  return rightLayout(packs.target, product, rowStride, rowsPerChunk(product, chunks) >= m);
}

export function labelOf(group: Group): string {
  return [...group.members.keys()].map(({ op, name }) => name ?? op).join(" ");
}
