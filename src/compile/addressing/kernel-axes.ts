/** The axes of kernels: which axes a node reduces, and whether two nodes reduce the same ones. */
import { type Shape, sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { isReduction } from "./node-kind.ts";

/** Returns the sizes of the result of a dot as [batch, m, n]. */
export function dotSizes(node: Node): [batch: number, m: number, n: number] {
  const { batch, contract } = node.attributes as { batch: number; contract: number };
  const free = node.inputs[0]!.shape.length - contract;
  const { shape } = node;
  return [sizeOf(shape.slice(0, batch)), sizeOf(shape.slice(batch, free)), sizeOf(shape.slice(free))];
}

/** Returns the number of products that are summed for each element of a dot's result. */
export function depthOf({ inputs: [x], attributes }: Node): number {
  const { contract } = attributes as { contract: number };
  return sizeOf(x!.shape.slice(x!.shape.length - contract));
}

/** Returns one flag per axis, true for the axes that the node reduces. All are false unless the node is a reduction. */
export function innerAxes(node: Node, sizes: Shape): boolean[] {
  const axes = isReduction(node) ? (node.attributes["axes"] as readonly number[]) : [];
  return sizes.map((_, axis) => axes.includes(axis));
}

/**
 * Returns whether two nodes reduce the same axes, after dropping axes of length 1 and merging adjacent axes of the same
 * kind.
 */
export function sameFolding(sizes: Shape, inner: readonly boolean[], own: Shape, axes: readonly boolean[]): boolean {
  const fold = (shape: Shape, marks: readonly boolean[]) => {
    const runs: [number, boolean][] = [];
    shape.forEach((length, axis) => {
      if (length === 1) return;
      const last = runs[runs.length - 1];
      if (last && last[1] === marks[axis]) last[0] *= length;
      else runs.push([length, marks[axis]!]);
    });
    return JSON.stringify(runs);
  };
  return fold(sizes, inner) === fold(own, axes) && axes.includes(true) === inner.includes(true);
}

/**
 * Returns whether a kernel sums long columns. Code for columns, with all fused members, is written once for each number
 * of columns in a step. For long columns a separate kernel costs nothing, and one function can compute the new state of
 * many parameters.
 */
export function sumsLongColumns(sizes: Shape, inner: readonly boolean[]): boolean {
  const folded = sizes.reduce((product, length, axis) => (inner[axis] ? product * length : product), 1);
  return folded >= longColumn && inner[sizes.findLastIndex((length) => length > 1)] === false;
}

/** Minimum length of a long column. */
const longColumn = 512;
