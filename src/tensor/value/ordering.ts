/** Sorting: a permutation of indices, and a lookup along an axis. */
import { operandOf } from "../../base/build.ts";
import { ShapeError } from "../../base/errors.ts";
import { readOptions } from "../../base/options.ts";
import { build } from "../../graph/builder.ts";
import type { Node } from "../../graph/node.ts";
import { nodeOf } from "./lazy.ts";
import { takeAlong } from "./lookup.ts";
import { axisOf, describe } from "./operand.ts";
import { sorting } from "./features.ts";
import { type Tensor, tensorOf } from "./tensor.ts";

/** Options of `sort` and `argsort`. */
export interface SortOptions {
  /** Sort from largest to smallest. Default false. */
  readonly descending?: boolean;
}

const sortKinds = { descending: "boolean" } as const;

/** Sorted elements, and their indices in the original tensor (i32). */
export interface Sorted {
  readonly values: Tensor;
  readonly indices: Tensor;
}

/**
 * Returns the i32 indices that sort `x` along `axis` (default: the last), in the shape of `x`. The order is that of
 * `sort`. Like torch.argsort with stable=True. No gradient flows.
 */
export function argsort(x: Tensor, axis = -1, options: SortOptions = {}): Tensor {
  const { descending = false } = readOptions("argsort", options, sortKinds);
  const node = nodeOf(x, "argsort");
  return tensorOf(order(node, axisOf(node, axis, "argsort"), descending));
}

/**
 * Sorts `x` along `axis` (default: the last) in ascending order. Returns { values, indices }, both in the shape of `x`;
 * `indices` are i32 positions in `x`. The sort is stable, also if `descending`, and NaN counts as the largest value.
 * Gradients flow to the original positions. Like torch.sort with stable=True.
 */
export function sort(x: Tensor, axis = -1, options: SortOptions = {}): Sorted {
  const { descending = false } = readOptions("sort", options, sortKinds);
  const node = nodeOf(x, "sort");
  const at = axisOf(node, axis, "sort");
  return taken(node, order(node, at, descending), at);
}

/**
 * Returns the `count` largest elements along `axis` (default: the last) in descending order, and their i32 indices, as
 * { values, indices }. NaN counts as the largest value. Like torch.topk. Throws a ShapeError if `count` exceeds the
 * length of the axis.
 */
export function topK(x: Tensor, count: number, axis = -1): Sorted {
  const node = nodeOf(x, "topK");
  const at = axisOf(node, axis, "topK");
  const length = node.shape[at]!;
  if (!Number.isInteger(count) || count < 0 || count > length) {
    throw new ShapeError(`topK was given ${describe(count)} as the count along axis ${axis}`, {
      operands: [operandOf(node, "x")],
      rule: `It must be an integer from 0 to ${length}.`,
    });
  }
  const zeros = node.shape.map(() => 0);
  const ones = node.shape.map(() => 1);
  return taken(node, build.slice(order(node, at, true), zeros, node.shape.with(at, count), ones), at);
}

function order(x: Node, axis: number, descending: boolean): Node {
  return build.apply(sorting.argsort, [x], { axis, descending });
}

function taken(x: Node, indices: Node, axis: number): Sorted {
  return { values: tensorOf(takeAlong(x, indices, axis)), indices: tensorOf(indices) };
}
