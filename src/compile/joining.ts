/**
 * Joining parts in one buffer. Parts of equal shape are written by one nest, which loads and computes once what they
 * share; a join within a join writes to where the outer one lies. Knows neither groups nor the schedule.
 */
import { bytesOf } from "../base/dtype.ts";
import { sameShape, sizeOf } from "../base/shape.ts";
import { type Node, usersOf } from "../graph/node.ts";
import { toNest } from "./axes.ts";
import { nestKernel } from "./chunks.ts";
import type { Plan } from "./plan-types.ts";
import type { Kernel, Store } from "./program.ts";
import { contiguous, reshapeView, type View } from "./view.ts";
import { Writer } from "./writer.ts";

/** A value and where its elements lie in the buffer of the join. */
interface Part {
  readonly node: Node;
  readonly view: View;
}

/** What the join `node` is made of, through joins without a buffer of their own. */
export function partsOf(node: Node, stored: (node: Node) => boolean, whole: View = contiguous(node.shape)): Part[] {
  const axis = node.attributes["axis"] as number;
  let start = 0;
  return node.inputs.flatMap((input) => {
    const view = { ...whole, shape: input.shape, offset: whole.offset + start * whole.strides[axis]! };
    start += input.shape[axis]!;
    const inner = withoutReshapes(input, stored);
    const place = reshapeView(view, inner.shape);
    if (inner.op === "concat" && !stored(inner)) return partsOf(inner, stored, place!);
    // Axes that have been merged, such as heads, are apart before; there strides can say what is read.
    return [place ? { node: inner, view: place } : { node: input, view }];
  });
}

function withoutReshapes(node: Node, stored: (node: Node) => boolean): Node {
  return node.op === "reshape" && !stored(node) ? withoutReshapes(node.inputs[0]!, stored) : node;
}

/** The joins that only another one reads, perhaps with more axes of length 1. */
export function joinedWithin(nodes: readonly Node[], roots: readonly Node[]): Set<Node> {
  const users = usersOf(nodes);
  const results = new Set(roots);
  const long = (node: Node) => node.shape.filter((length) => length !== 1);
  const isWithin = (node: Node, join: Node): boolean => {
    const [user, another] = users.get(node) ?? [];
    if (!user || another || results.has(node)) return false;
    return user.op === "concat" || (user.op === "reshape" && sameShape(long(user), long(join)) && isWithin(user, join));
  };
  return new Set(nodes.filter((node) => node.op === "concat" && isWithin(node, node)));
}

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
