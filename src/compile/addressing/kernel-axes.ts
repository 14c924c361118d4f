/** The axes that kernels run over: which a node's reduction folds, and when two nodes fold alike. */
import { type Shape, sizeOf } from "../../base/shape.ts";
import type { Node } from "../../graph/node.ts";
import { isReduction } from "./node-kind.ts";

/** A dot's result as [batch, m, n]. */
export function dotSizes(node: Node): [batch: number, m: number, n: number] {
  const { batch, contract } = node.attributes as { batch: number; contract: number };
  const free = node.inputs[0]!.shape.length - contract;
  const { shape } = node;
  return [sizeOf(shape.slice(0, batch)), sizeOf(shape.slice(batch, free)), sizeOf(shape.slice(free))];
}

/** The number of products that each element of a dot's result sums. */
export function depthOf({ inputs: [x], attributes }: Node): number {
  const { contract } = attributes as { contract: number };
  return sizeOf(x!.shape.slice(x!.shape.length - contract));
}

/** Which axes the node's reduction folds: none if it is no reduction. */
export function innerAxes(node: Node, sizes: Shape): boolean[] {
  const axes = isReduction(node) ? (node.attributes["axes"] as readonly number[]) : [];
  return sizes.map((_, axis) => axes.includes(axis));
}

/** Equal once axes of length 1 are dropped and neighbors of the same kind are merged. */
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
 * Code for columns is written once for each number of columns that a step may take, with all that rides on them. Beside
 * a long column a kernel of its own costs nothing, and new state of many parameters is made by one function.
 */
export function sumsLongColumns(sizes: Shape, inner: readonly boolean[]): boolean {
  const folded = sizes.reduce((product, length, axis) => (inner[axis] ? product * length : product), 1);
  return folded >= longColumn && inner[sizes.findLastIndex((length) => length > 1)] === false;
}

const longColumn = 512;
