/** Node constructors and records of every operation, including those that the compiler adds as features. */
import { build } from "../src/graph/builder.ts";
import type { Node } from "../src/graph/node.ts";
import { primitives as common } from "../src/ops/index.ts";
import type { FoldAttributes } from "../src/ops/window.ts";
import { cumulative, loops, sorting, windows } from "../src/tensor/value/features.ts";

export const primitives = { ...common, ...windows, ...loops, ...sorting, ...cumulative };
export type PrimitiveName = keyof typeof primitives;

export const window = (x: Node, axis: number, size: number, stride: number, dilation: number): Node =>
  build.apply(windows.window, [x], { axis, size, stride, dilation });

export const fold = (x: Node, attributes: FoldAttributes): Node => build.apply(windows.fold, [x], { ...attributes });

export const argsort = (x: Node, axis: number, descending: boolean): Node =>
  build.apply(sorting.argsort, [x], { axis, descending });

export const cumulativeSum = (x: Node, axis: number, reverse: boolean, exclusive: boolean): Node =>
  build.apply(cumulative.cumulativeSum, [x], { axis, reverse, exclusive });
