/**
 * Shared helpers for the tests of structural primitives. Inputs are small multiples of 1/8, so that sums and products
 * are exact in any order, with or without fused multiply-add. `readings` presents them through every kind of view.
 */
import type { DType } from "../../src/base/dtype.ts";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { sample, uniform } from "../ops/samples.ts";
import { full } from "../full.ts";
import { assertAgrees, equally, expectedOf, graphOf, withAndWithoutFma } from "./compiled.ts";

/** Input nodes and their values. */
export class Case {
  readonly feeds = new Map<Node, ArrayLike<number>>();

  input(shape: Shape, dtype: DType = "f32"): Node {
    const stream = this.feeds.size;
    return this.given(shape, dtype, (n) => {
      if (dtype === "f32") return Math.round(16 * (2 * uniform(n, stream) - 1)) / 8;
      return sample(dtype === "u8" ? [0, 255] : [-50, 50], dtype, n, stream);
    });
  }

  given(shape: Shape, dtype: DType, values: (n: number) => number): Node {
    const node = b.input(shape, dtype, `x${this.feeds.size}`);
    this.feeds.set(
      node,
      Float64Array.from({ length: sizeOf(shape) }, (_, n) => values(n)),
    );
    return node;
  }

  /** Random indices less than `bound`, with repetitions. */
  indices(shape: Shape, bound: number): Node {
    return this.given(shape, "i32", (n) => Math.floor(bound * uniform(n, 77)));
  }
}

/** Treats zeros of both signs as equal, because a zero sum has the sign of its first term. */
const judge = () => equally;

/**
 * Checks the results of `make` compiled into one program, and each result in a program of its own. The joint program
 * runs with and without fused multiply-add; the single ones run without it in the full test run only.
 */
export function check(what: string, make: (found: Case) => readonly Node[]): void {
  const found = new Case();
  const outputs = make(found);
  const together = graphOf(outputs);
  const expected = expectedOf(together, found.feeds);
  withAndWithoutFma((mode) => {
    assertAgrees(together, found.feeds, judge, `${what}, ${mode}, together`, expected);
    if (outputs.length === 1 || (mode === "without FMA" && !full)) return;
    outputs.forEach((output, i) => {
      const own = { outputs: [expected.outputs[i]!], assignments: [] };
      assertAgrees(graphOf([output]), found.feeds, judge, `${what}, ${mode}, alone`, own);
    });
  });
}

export const dtypes: readonly DType[] = ["f32", "i32", "u8", "bool"];
export const shapes: readonly Shape[] = [
  [],
  [1],
  [0],
  [5],
  [129],
  [3, 5],
  [31, 17],
  [0, 3],
  [3, 0],
  [1, 17, 1],
  [3, 5, 7],
];

export function subsets(rank: number): number[][] {
  return Array.from({ length: 2 ** rank }, (_, set) =>
    Array.from({ length: rank }, (_, axis) => axis).filter((axis) => (set >> axis) & 1),
  );
}

export function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/** Nodes of the given shape that a kernel reads contiguously, transposed, reversed, with strides, and broadcast. */
export function readings(found: Case, shape: Shape, dtype: DType): Node[] {
  const reverse = shape.map((_, axis) => axis).reverse();
  const doubled = shape.map((length) => 2 * length + 1);
  const ones = shape.map(() => 1);
  const last = shape.map((length) => Math.max(0, length - 1));
  const input = found.input(shape, dtype);
  return [
    input,
    b.permute(found.input([...shape].reverse(), dtype), reverse),
    b.slice(
      input,
      last,
      shape,
      ones.map(() => -1),
    ),
    b.slice(
      found.input(doubled, dtype),
      ones,
      shape,
      ones.map(() => 2),
    ),
    b.expand(
      found.input(
        shape.map((length, axis) => (axis % 2 === 0 ? 1 : length)),
        dtype,
      ),
      shape,
    ),
  ];
}
