/** Sorting, made of a permutation and a lookup along an axis. Works on nodes. */
import { operandOf } from "../base/build.ts";
import { ShapeError } from "../base/errors.ts";
import { sizeOf } from "../base/shape.ts";
import { build } from "../graph/builder.ts";
import type { Node } from "../graph/node.ts";
import { axisOf } from "./operand.ts";

export interface SortOptions {
  /** The largest first. Default false. */
  readonly descending?: boolean;
}

interface Ordered {
  readonly values: Node;
  readonly indices: Node;
}

export function argsort(x: Node, axis: number, { descending = false }: SortOptions, method: string): Node {
  return build.argsort(x, axisOf(x, axis, method), descending);
}

export function sort(x: Node, axis: number, options: SortOptions): Ordered {
  const indices = argsort(x, axis, options, "sort");
  return { values: takeAlong(x, indices, axisOf(x, axis, "sort")), indices };
}

export function topK(x: Node, count: number, axis: number): Ordered {
  const at = axisOf(x, axis, "topK");
  const length = x.shape[at]!;
  if (!Number.isInteger(count) || count < 0 || count > length) {
    throw new ShapeError(`topK cannot choose ${count} elements along axis ${axis}`, {
      operands: [operandOf(x, "x")],
      rule: `The count is a whole number from 0 to ${length}.`,
    });
  }
  const zeros = x.shape.map(() => 0);
  const ones = x.shape.map(() => 1);
  const indices = build.slice(build.argsort(x, at, true), zeros, x.shape.with(at, count), ones);
  return { values: takeAlong(x, indices, at), indices };
}

/** x[…, indices[…, i, …], …]: `indices` have the shape of `x` but for `axis`. */
function takeAlong(x: Node, indices: Node, axis: number): Node {
  const integer = (value: number) => build.constant(value, "i32");
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  const width = sizeOf(after);
  const starts = build.mul(build.iota(sizeOf(before)), integer(x.shape[axis]! * width));
  const first = build.reshape(starts, [...before, 1, ...after.map(() => 1)]);
  const offsets = build.add(first, build.reshape(build.iota(width), [1, ...after]));
  const positions = build.add(build.mul(indices, integer(width)), offsets);
  return build.gather(build.reshape(x, [sizeOf(x.shape)]), positions, 0);
}
