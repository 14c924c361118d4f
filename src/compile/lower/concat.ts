/**
 * Joining parts in one buffer. Parts of equal shape are written by one nest, which loads and computes once what they
 * share; a join within a join writes to where the outer one lies. Knows neither groups nor the schedule.
 */
import { bytesOf } from "../../base/dtype.ts";
import { sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { toNest } from "./nest.ts";
import { nestKernel } from "./chunks.ts";
import type { Plan } from "../addressing/plan-types.ts";
import type { Kernel, Store } from "../ir/program.ts";
import { Writer } from "../addressing/expression-writer.ts";
import { type Part, partsOf } from "../store/joined.ts";

/** So many parts at most are written by one nest, whose code is as long as all of them. */
const mostParts = 17;

export function lowerJoin(plan: Plan, node: Node): Kernel[] {
  const batches: Part[][] = [];
  /** By shape. */
  const last = new Map<string, Part[]>();
  for (const part of partsOf(node, (x) => plan.stored(x))) {
    if (sizeOf(part.view.shape) === 0) continue;
    const shape = part.view.shape.join();
    const batch = last.get(shape);
    if (batch && batch.length < mostParts) {
      batch.push(part);
    } else {
      batches.push([part]);
      last.set(shape, batches.at(-1)!);
    }
  }
  return batches.flatMap((parts) => lowerParts(plan, node, parts));
}

/** Of the 1,000 parameters that a WebAssembly function may have, a kernel needs a few for itself. */
const mostPointers = 900;

function lowerParts(plan: Plan, node: Node, parts: readonly Part[]): Kernel[] {
  const { dtype } = node;
  const { shape } = parts[0]!.view;
  const writer = new Writer(plan);
  const stores = parts.map((part): Store => {
    const { offset, strides } = part.view;
    const value = writer.use(part.node, plan.chains.domain(shape));
    return { buffer: plan.buffer(node), access: { offset, strides }, value, dtype };
  });
  const read = new Set(writer.expressions.flatMap((e) => ("buffer" in e ? [e.buffer] : [])));
  if (read.size > mostPointers && parts.length > 1) {
    const half = parts.length >> 1;
    return [parts.slice(0, half), parts.slice(half)].flatMap((some) => lowerParts(plan, node, some));
  }
  const phase = { full: true, early: parts.length > 1, expressions: writer.expressions, stores, reductions: [] };
  const nest = toNest(
    shape,
    shape.map(() => false),
    [phase],
  );
  return [nestKernel(node.op, nest, 2 * bytesOf(dtype) * parts.length * sizeOf(shape))];
}
