/** Shared by gradient tests: points, evaluation in f64, and a graph for every primitive with a gradient. */
import type { DType } from "../../src/base/dtype.ts";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import type { Evaluate, Point } from "../../src/grad/check.ts";
import { build } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import type { Interval } from "../../src/ops/elementwise.ts";
import type { Elementwise } from "../../src/ops/primitive.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { scan, type ScanOptions, type Tensor, tensorOf } from "../../src/tensor/index.ts";
import { sample } from "../ops/samples.ts";
import { cumulativeSum, fold, type PrimitiveName, primitives, window } from "../nodes.ts";

export const evaluate64: Evaluate = (outputs, feeds) =>
  evaluate({ inputs: [], outputs, assignments: [] }, feeds, { precision: "f64" }).outputs;

export interface Case {
  readonly name: string;
  readonly f: (...inputs: Node[]) => Node;
  readonly points: readonly Point[];
}

let stream = 0;

/** Reproducible points with distinct coordinates. */
export function point(shape: Shape, interval: Interval = [-2, 2], dtype: DType = "f32"): Point {
  stream++;
  return {
    shape,
    dtype,
    data: Float64Array.from({ length: sizeOf(shape) }, (_, n) => sample(interval, dtype, n, stream)),
  };
}

export function given(shape: Shape, data: readonly number[], dtype: DType = "f32"): Point {
  return { shape, dtype, data };
}

/** A loop with a carry, stacks, a constant, and both kinds of results. */
function looped(options: ScanOptions): (first: Node, xs: Node, factor: Node) => Node {
  return (first, xs, factor) => {
    const [last, ys] = scan(
      (carry: Tensor, x: Tensor) => {
        const next = carry.mul(tensorOf(factor)).add(x).sin();
        return [next, next.mul(x)] as const;
      },
      tensorOf(first),
      tensorOf(xs),
      options,
    );
    return last.add(ys.mean(0)).node;
  };
}

/** Operand shapes for elementwise operations: scalars, odd sizes, empty shapes, and all kinds of broadcasting. */
const broadcasts: readonly (readonly Shape[])[] = [
  [[], [], []],
  [[5], [5], [5]],
  [
    [3, 1],
    [1, 5],
    [3, 5],
  ],
  [[2, 1, 3], [3], [2, 1, 1]],
  [[0], [1], [0]],
];

/** Limits a domain to [-2, 2], where finite differences are accurate, and keeps a distance from an end at 0. */
function smoothPart([low, high]: Interval): Interval {
  return [low === 0 ? 0.2 : Math.max(low, -2), Math.min(high, 2)];
}

export function elementwiseCases(primitive: Elementwise): Case[] {
  return broadcasts.map((shapes) => {
    const points = primitive.domain.map((interval, i) =>
      primitive.name === "where" && i === 0
        ? point(shapes[i]!, [0, 1], "bool")
        : point(shapes[i]!, smoothPart(interval)),
    );
    const name = points.map(({ shape }) => `[${shape.join(", ")}]`).join(" ");
    return { name, f: (...inputs) => build.apply(primitive, inputs), points };
  });
}

const positions = given([4], [2, 0, 2, 1], "i32");

/** Adds nonlinear operations before and after f, so that second derivatives of linear operations are not zero. */
const curved =
  (f: (...inputs: Node[]) => Node) =>
  (...inputs: Node[]) => {
    const y = f(...inputs.map((x) => (x.dtype === "f32" ? build.sin(x) : x)));
    return build.mul(y, y);
  };

const structuralCases: Partial<Record<PrimitiveName, readonly (readonly [(...inputs: Node[]) => Node, ...Point[]])[]>> =
  {
    reshape: [
      [(x) => build.reshape(x, [3, 2]), point([2, 3])],
      [(x) => build.reshape(x, []), point([1, 1])],
    ],
    permute: [[(x) => build.permute(x, [2, 0, 1]), point([2, 3, 5])]],
    expand: [
      [(x) => build.expand(x, [3, 2, 5]), point([3, 1, 5])],
      [(x) => build.expand(x, [0, 2]), point([1, 2])],
    ],
    pad: [[(x) => build.pad(x, [1, 0], [0, 2]), point([2, 3])]],
    slice: [
      [(x) => build.slice(x, [1, 0], [2, 3], [1, 1]), point([4, 3])],
      [(x) => build.slice(x, [5, 1], [3, 2], [-2, 3]), point([7, 5])],
      [(x) => build.slice(x, [2, 4], [0, 5], [2, -1]), point([3, 5])],
      [(x) => build.slice(x, [1], [1], [-4]), point([3])],
    ],
    scan: [
      [looped({}), point([2, 3]), point([4, 2, 3]), point([3])],
      [looped({ reverse: true }), point([1]), point([3, 1]), point([1])],
      [looped({ recompute: true }), point([2, 3]), point([2, 2, 3]), point([3])],
    ],
    window: [
      [(x) => window(x, 0, 3, 1, 1), point([7])],
      [(x) => window(x, 1, 2, 3, 2), point([2, 8, 3])],
      [(x) => window(window(x, 0, 2, 2, 1), 1, 3, 1, 2), point([5, 6])],
      [(x) => window(x, 0, 4, 5, 1), point([4, 2])],
    ],
    fold: [
      [(x) => fold(x, { axis: 0, start: 0, length: 7, stride: 1, dilation: 1 }), point([5, 3])],
      [(x) => fold(x, { axis: 1, start: 1, length: 6, stride: 3, dilation: 2 }), point([2, 3, 2, 2])],
      [(x) => fold(x, { axis: 0, start: 2, length: 9, stride: 2, dilation: 1 }), point([3, 2])],
    ],
    concat: [[(x, y, z) => build.concat([x, y, z], 1), point([2, 1]), point([2, 0]), point([2, 3])]],
    take: [
      [(x, i) => build.take(x, i, 0), point([3, 2]), positions],
      [(x, i) => build.take(x, i, 1), point([2, 3, 2]), given([2, 2], [0, 2, 2, 1], "i32")],
      [(x, i) => build.take(x, i, 1), point([2, 3]), given([], [1], "i32")],
    ],
    scatterAdd: [
      [(x, i, u) => build.scatterAdd(x, i, u, 0), point([3, 2]), positions, point([4, 2])],
      [(x, i, u) => build.scatterAdd(x, i, u, 1), point([2, 3]), given([], [1], "i32"), point([2])],
    ],
    reduceSum: [
      [(x) => build.reduceSum(x, [0, 2]), point([2, 3, 5])],
      [(x) => build.reduceSum(x, [0]), point([0, 2])],
    ],
    reduceMax: [
      [(x) => build.reduceMax(x, [1]), point([3, 5])],
      [(x) => build.reduceMax(x, [2, 0]), point([2, 3, 5])],
    ],
    reduceMin: [[(x) => build.reduceMin(x, [0, 1]), point([3, 5])]],
    reduceProduct: [
      [(x) => build.reduceProduct(x, [0]), point([5, 3])],
      [(x) => build.reduceProduct(x, [2, 0]), point([2, 3, 3])],
      [(x) => build.reduceProduct(x, [1]), given([3, 3], [0, 1, 2, 0, 0, 3, 0, 0, 0])],
      [(x) => build.reduceProduct(x, [0]), point([0, 2])],
      [(x) => build.reduceProduct(x, []), point([2])],
    ],
    cumulativeSum: [
      [(x) => cumulativeSum(x, 0, false, false), point([5])],
      [(x) => cumulativeSum(x, 1, true, false), point([2, 3, 2])],
      [(x) => cumulativeSum(x, 1, false, true), point([3, 4])],
      [(x) => cumulativeSum(x, 0, true, true), point([3, 2])],
      [(x) => cumulativeSum(x, 0, false, false), point([0, 2])],
    ],
    dot: [
      [(x, y) => build.dot(x, y, 0, 1), point([3, 5]), point([2, 5])],
      [(x, y) => build.dot(x, y, 1, 1), point([2, 3, 5]), point([2, 1, 5])],
      [(x, y) => build.dot(x, y, 1, 2), point([2, 3, 2, 3]), point([2, 5, 3, 2, 3])],
      [(x, y) => build.dot(x, y, 0, 0), point([2]), point([3])],
      [(x, y) => build.dot(x, y, 2, 0), point([2, 2]), point([2, 2, 3])],
      [(x, y) => build.dot(x, y, 0, 2), point([2, 2]), point([2, 2])],
      [(x, y) => build.dot(x, y, 0, 1), point([3, 0]), point([2, 0])],
    ],
  };

export function structuralCasesOf(name: PrimitiveName): Case[] | undefined {
  return structuralCases[name]?.map(([f, ...points], i) => ({ name: `case ${i}`, f: curved(f), points }));
}

/** All test cases of a record; undefined if there are none. */
export function casesOf(name: PrimitiveName): Case[] | undefined {
  const primitive = primitives[name];
  return primitive.elementwise ? elementwiseCases(primitive) : structuralCasesOf(name);
}
