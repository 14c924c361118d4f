/** Sorting, made of a permutation and a lookup along an axis. */
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

export interface SortOptions {
  /** The largest first. Default false. */
  readonly descending?: boolean;
}

const sortKinds = { descending: "boolean" } as const;

/** Elements in order, and where they stood. */
export interface Sorted {
  readonly values: Tensor;
  readonly indices: Tensor;
}

/** The i32 indices by which `sort` orders the elements. */
export function argsort(x: Tensor, axis = -1, options: SortOptions = {}): Tensor {
  const { descending = false } = readOptions("argsort", options, sortKinds);
  const node = nodeOf(x, "argsort");
  return tensorOf(order(node, axisOf(node, axis, "argsort"), descending));
}

/**
 * The elements in ascending order along `axis`, and the i32 indices at which they stood. Equal ones stay in order; NaN
 * counts as the largest. Gradients flow to where the values came from.
 */
export function sort(x: Tensor, axis = -1, options: SortOptions = {}): Sorted {
  const { descending = false } = readOptions("sort", options, sortKinds);
  const node = nodeOf(x, "sort");
  const at = axisOf(node, axis, "sort");
  return taken(node, order(node, at, descending), at);
}

/** The `count` largest elements along `axis`, the largest first, and the indices at which they stood. */
export function topK(x: Tensor, count: number, axis = -1): Sorted {
  const node = nodeOf(x, "topK");
  const at = axisOf(node, axis, "topK");
  const length = node.shape[at]!;
  if (!Number.isInteger(count) || count < 0 || count > length) {
    throw new ShapeError(`topK was given ${describe(count)} as the count along axis ${axis}`, {
      operands: [operandOf(node, "x")],
      rule: `The count is a whole number from 0 to ${length}.`,
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
