/**
 * Lowers concatenation. Segments of equal shape are written by one nest, which loads and computes shared values once. A
 * nested concat writes directly to the buffer of the outer one. Independent of groups and the schedule.
 */
import { bytesOf } from "../../base/dtype.ts";
import { sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { toNest } from "./nest.ts";
import { nestKernel } from "./chunks.ts";
import type { Plan } from "../addressing/plan-types.ts";
import type { Kernel, Store } from "../ir/program.ts";
import { Writer } from "../addressing/expression-writer.ts";
import { type Segment, segmentsOf } from "../store/joined.ts";

/** Maximum number of segments written by one nest, because its code grows with each segment. */
const mostSegments = 17;

/** Returns the kernels that write a concatenation. */
export function lowerConcat(plan: Plan, node: Node): Kernel[] {
  const batches: Segment[][] = [];
  /** Last batch of segments for each shape. */
  const last = new Map<string, Segment[]>();
  for (const segment of segmentsOf(node, (x) => plan.stored(x))) {
    if (sizeOf(segment.view.shape) === 0) continue;
    const shape = segment.view.shape.join();
    const batch = last.get(shape);
    if (batch && batch.length < mostSegments) {
      batch.push(segment);
    } else {
      batches.push([segment]);
      last.set(shape, batches.at(-1)!);
    }
  }
  return batches.flatMap((segments) => lowerSegments(plan, node, segments));
}

/**
 * Maximum number of arrays read by one kernel. A WebAssembly function has at most 1,000 parameters, and the kernel
 * needs some of them itself.
 */
const mostPointers = 900;

function lowerSegments(plan: Plan, node: Node, segments: readonly Segment[]): Kernel[] {
  const { dtype } = node;
  const { shape } = segments[0]!.view;
  const writer = new Writer(plan);
  const stores = segments.map((segment): Store => {
    const { offset, strides } = segment.view;
    const value = writer.use(segment.node, plan.chains.domain(shape));
    return { buffer: plan.buffer(node), access: { offset, strides }, value, dtype };
  });
  const read = new Set(writer.expressions.flatMap((e) => ("buffer" in e ? [e.buffer] : [])));
  if (read.size > mostPointers && segments.length > 1) {
    const half = segments.length >> 1;
    return [segments.slice(0, half), segments.slice(half)].flatMap((some) => lowerSegments(plan, node, some));
  }
  const phase = { full: true, early: segments.length > 1, expressions: writer.expressions, stores, reductions: [] };
  const nest = toNest(
    shape,
    shape.map(() => false),
    [phase],
  );
  return [nestKernel(node.op, nest, 2 * bytesOf(dtype) * segments.length * sizeOf(shape))];
}
