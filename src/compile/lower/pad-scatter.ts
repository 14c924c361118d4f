/** Lowers operations that write a buffer with one or more nests: padding, concatenation, scattering. */
import { bytesOf } from "../../base/dtype.ts";
import { type Shape, sizeOf, stridesOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { toNest } from "./nest.ts";
import type { Chain } from "../addressing/chain.ts";
import { nestKernel } from "./chunks.ts";
import { lowerConcat } from "./concat.ts";
import type { Plan } from "../addressing/plan-types.ts";
import type { Access, Kernel, Store } from "../ir/program.ts";
import { Writer } from "../addressing/expression-writer.ts";

/** Returns the kernels of such an operation, or null for any other. */
export function lowerSpecial(plan: Plan, node: Node): Kernel[] | null {
  switch (node.op) {
    case "pad":
      return padding(plan, node);
    case "concat":
      return lowerConcat(plan, node);
    case "scatterAdd":
      return scattering(plan, node);
    default:
      return null;
  }
}

/** The values written by one nest, and their location. */
interface Writing {
  readonly shape: Shape;
  readonly access: Access;
  value(writer: Writer, chain: Chain): number;
  scatter?(writer: Writer): Store["scatter"];
}

function lowerWriting(plan: Plan, node: Node, writing: Writing): Kernel[] {
  if (sizeOf(writing.shape) === 0) return [];
  const { dtype } = node;
  const writer = new Writer(plan);
  const value = writing.value(writer, plan.chains.domain(writing.shape));
  const scatter = writing.scatter?.(writer);
  const store: Store = {
    buffer: plan.buffer(node),
    access: writing.access,
    value,
    dtype,
    ...(scatter ? { scatter } : {}),
  };
  const phase = { full: true, expressions: writer.expressions, stores: [store], reductions: [] };
  const keep = scatter ? writing.shape.length - 1 : undefined;
  const nest = toNest(
    writing.shape,
    writing.shape.map(() => false),
    [phase],
    keep,
  );
  return [nestKernel(node.op, nest, 2 * bytesOf(dtype) * sizeOf(writing.shape))];
}

function padding(plan: Plan, node: Node): Kernel[] {
  const [input] = node.inputs as [Node];
  const before = node.attributes["before"] as readonly number[];
  const strides = stridesOf(node.shape);
  const zero = lowerWriting(plan, node, {
    shape: node.shape,
    access: { offset: 0, strides },
    value: (writer) => writer.add({ kind: "constant", value: 0, dtype: node.dtype }),
  });
  const offset = before.reduce((sum, count, axis) => sum + count * strides[axis]!, 0);
  const inside = lowerWriting(plan, node, {
    shape: input.shape,
    access: { offset, strides },
    value: (writer, chain) => writer.use(input, chain),
  });
  return [...zero, ...inside];
}

/**
 * Copies the target, then adds the updates row by row in order, so that the sums do not depend on the number of
 * threads.
 */
function scattering(plan: Plan, node: Node): Kernel[] {
  const [target, indices, updates] = node.inputs as [Node, Node, Node];
  const axis = node.attributes["axis"] as number;
  const strides = stridesOf(node.shape);
  const copy = lowerWriting(plan, node, {
    shape: node.shape,
    access: { offset: 0, strides },
    value: (writer, chain) => writer.use(target, chain),
  });
  // The loops over indices are outermost, so that updates with equal indices are added in order. The last axis is
  // vectorized and divided into chunks.
  const before = target.shape.slice(0, axis);
  const after = target.shape.slice(axis + 1);
  const rank = indices.shape.length;
  const shape = [...indices.shape, ...before, ...after, ...(before.length + after.length === 0 ? [1] : [])];
  const order = [
    ...indices.shape.map((_, i) => before.length + i),
    ...before.map((_, i) => i),
    ...after.map((_, i) => before.length + rank + i),
  ];
  const placed = [...indices.shape.map(() => 0), ...strides.slice(0, axis), ...strides.slice(axis + 1)];
  if (shape.length > placed.length) placed.push(0);
  const add = lowerWriting(plan, node, {
    shape,
    access: { offset: 0, strides: placed },
    value: (writer, chain) => writer.use(updates, plan.chains.permute(order, chain)),
    scatter: (writer) => ({
      index: writer.use(indices, alignedIndices(plan, indices, shape)),
      stride: strides[axis]!,
      bound: node.shape[axis]!,
      fault: plan.fault(node),
    }),
  });
  return [...copy, ...add];
}

function alignedIndices({ chains }: Plan, indices: Node, shape: Shape): Chain {
  const aligned = [...indices.shape, ...shape.slice(indices.shape.length).map(() => 1)];
  return chains.reshape(aligned, chains.broadcast(shape, chains.domain(shape)));
}
