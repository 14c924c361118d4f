/** Lowers a dot with its group: packing of the operands, the contraction, and an epilogue with the other members. */
import { type Product, productOf } from "./product.ts";
import { sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { grainFor } from "./chunks.ts";
import { dotSizes } from "../addressing/kernel-axes.ts";
import type { Group } from "../fuse/grouping.ts";
import { lowerGroup } from "./group.ts";
import { largestDivisor } from "../addressing/merge-loops.ts";
import type { Plan } from "../addressing/plan-types.ts";
import { cutsColumns, cutsRows, packsLeft, panelBytes, rightLayout } from "./gemm-blocking.ts";
import type { Target } from "../ir/target.ts";
import type { Contraction, Kernel, Stage } from "../ir/program.ts";
import { trianglesOf } from "../rewrite/masked-triangles.ts";
import { type Packs, inPlace, pack } from "./packing.ts";

/** Axis of the result that is shared between threads, in chunks of `grain` of its `extent` indices. */
interface Chunks {
  readonly axis: Contraction["parallel"];
  readonly extent: number;
  readonly grain: number;
}

/** Returns the kernels of a dot, with the other members of `group` as its epilogue. */
export function lowerDot(plan: Plan, packs: Packs, group: Group, node: Node): Kernel[] {
  if (sizeOf(dotSizes(node)) === 0) return [];
  const product = productOf(plan, node);
  const { batch, batches, m, n, k, rows, steps, flops } = product;
  const { axis, extent, grain } = chunksOf(packs.target, product, group.members.size > 1);
  const cut = axis === "m" ? grain : m;
  // Rows addressed by several loops are read in place.
  const packsRows = !product.isNested && packsLeft(packs.target, product, product.left.kStrides[0]!);
  const left = packsRows ? pack(packs, product, "a", cut) : inPlace(product.left);
  const layout = layoutOfRight(packs, product, cut);
  const right = layout === "panels" ? pack(packs, product, "b", 0) : inPlace(product.right);
  const workspace = layout === "copied" ? workspaceOf(packs, k, Math.ceil(extent / grain)) : null;
  const out = { buffer: plan.buffer(node), offset: 0, batchStride: m * n, rowStride: n };
  const triangles = trianglesOf(node, plan.readers(node));
  const operands = { a: left.matrix, b: right.matrix, triangles, workspace, out };
  const sizes = { batches, m, n, k, rows, steps };
  const contraction: Contraction = { kind: "contraction", ...sizes, ...operands, parallel: axis };
  const epilogue = lowerGroup(plan, group, node, { batch: 0, m: 1, n: 2 }[axis]);
  // A chunk that uses only part of the rows packs them itself, so that they are still in the cache.
  const own = cut < m ? left.packing : null;
  const stages: Stage[] = [...(own?.stages ?? []), contraction, epilogue].filter((stage) => stage !== null);
  const bytes = 4 * batch * (m * k + n * k + m * n);
  const kernel: Kernel = { label: labelOf(group), extent, grain, stages, flops, bytes };
  return [own ? null : left.packing, right.packing, kernel].filter((step) => step !== null);
}

/** Approximate speed of contractions, for choosing chunks. */
const flopsPerNanosecond = 50;

function chunksOf(target: Target, product: Product, hasEpilogue: boolean): Chunks {
  const { batch, m, n, rows, isNested } = product;
  const axis = parallelAxis(target, product, hasEpilogue);
  const extent = { batch, m, n }[axis];
  const unit = { batch: 1, m: isNested ? m / rows[0]! : target.rowsPerTile, n: target.columnsPerPanel }[axis];
  const wanted = grainFor(extent, product.flops / flopsPerNanosecond, unit);
  // A last chunk of another size would need additional kernels.
  const divides = axis === "m" && !isNested;
  return { axis, extent, grain: divides ? m / largestDivisor(m, Math.floor(m / wanted)) : wanted };
}

/**
 * Returns the axis to divide into chunks. Columns are preferred, because a panel of b is then copied once and used for
 * all rows. Rows are used if there is an epilogue, which traverses other arrays row by row, and if b is small enough to
 * be read again for each chunk.
 */
function parallelAxis(target: Target, product: Product, hasEpilogue: boolean): Chunks["axis"] {
  if (product.batch >= 4) return "batch";
  if (product.isNested || !cutsColumns(target, product.n)) return "m";
  return hasEpilogue && cutsRows(target, product) ? "m" : "n";
}

/** Returns how the contraction reads its right operand. Each chunk reads `cut` rows of the left one. */
function layoutOfRight(packs: Packs, product: Product, cut: number): ReturnType<typeof rightLayout> {
  const { m, right, isNested } = product;
  const rowStride = right.rowStrides[0]!;
  if (isNested) return rowStride === 1 ? "direct" : "panels";
  // Packed once for all iterations of the enclosing loop.
  if (packs.isConstant(right.buffer)) return "panels";
  return rightLayout(packs.target, product, rowStride, cut >= m);
}

/** Allocates a workspace in which each of `count` chunks copies one panel of the right operand. */
function workspaceOf(packs: Packs, k: number, count: number): Contraction["workspace"] {
  const bytes = panelBytes(packs.target, k);
  return { buffer: packs.temporary(count * bytes), bytes };
}

/** Returns the names of the members of a group, for display. */
export function labelOf(group: Group): string {
  return [...group.members.keys()].map(({ op, name }) => name ?? op).join(" ");
}
