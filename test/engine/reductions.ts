/** Cases for reductions: every subset of axes, views, many chunks, NaN, ties. */
import { formatShape, type Shape, sizeOf } from "../../src/base/shape.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { type Case, check, dtypes, readings, shapes, subsets } from "./cases.ts";

export function reduceCases(name: "reduceSum" | "reduceMax" | "reduceMin" | "reduceProduct"): void {
  for (const dtype of name === "reduceProduct" ? dtypes.slice(0, 2) : dtypes) {
    for (const shape of [...shapes, [2, 3, 4, 5]]) {
      const isChoice = name === "reduceMax" || name === "reduceMin";
      const fits = (axes: readonly number[]) =>
        !isChoice || axes.every((axis) => shape[axis] !== 0) || sizeOf(shape.filter((_, i) => !axes.includes(i))) === 0;
      const lists = subsets(shape.length).filter(fits);
      check(`${name} of ${dtype} ${formatShape(shape)}`, (found) => {
        const x = name === "reduceProduct" && dtype === "f32" ? factors(found, shape) : found.input(shape, dtype);
        return lists.map((axes) => b[name](x, axes));
      });
    }
    const shape = [9, 17];
    for (const axes of subsets(2)) {
      check(`${name} of views of ${dtype} over ${axes}`, (found) => {
        if (name === "reduceProduct" && dtype === "f32")
          return [b[name](b.permute(factors(found, shape), [1, 0]), axes)];
        return readings(found, shape, dtype).map((x) => b[name](x, axes));
      });
    }
  }
}

/** An input with powers of two of both signs, whose products stay in range. */
function factors(found: Case, shape: Shape): Node {
  return found.given(shape, "f32", (n) => [1, -2, 0.5, -1, 2, 0.5, 1][n % 7]!);
}

export const longReductions = () => {
  for (const name of ["reduceSum", "reduceMax", "reduceMin"] as const) {
    for (const [shape, axes] of [
      [[70_001], [0]],
      [[65_536], [0]],
      [[3, 20_480], [1]],
      [
        [2, 128, 128],
        [1, 2],
      ],
      [[20_480, 3], [0]],
      [[300, 257], [1]],
      [[300, 257], [0]],
      [[40, 31, 60], [1]],
      [
        [40, 31, 60],
        [0, 2],
      ],
    ] as const) {
      for (const dtype of ["f32", "u8"] as const) {
        check(`${name} of ${dtype} ${formatShape(shape)}`, (found) => [b[name](found.input(shape, dtype), axes)]);
      }
    }
  }
};

/** Rows with ties for the maximum, NaN, infinities, and rows of -∞ only. */
export function argmaxCases(): void {
  for (const dtype of ["f32", "i32", "u8"] as const) {
    for (const shape of [[1], [5], [129], [3, 5], [17, 31], [3, 0, 2], [3, 5, 7]]) {
      const axes = shape.flatMap((length, axis) => (length > 0 ? [axis] : []));
      const values = (n: number) =>
        dtype === "f32" ? [1, 2, 2, -0, 0, NaN, Infinity, -Infinity][(n * 7 + (n >> 3)) % 8]! : n % 5;
      check(`argmax of ${dtype} ${formatShape(shape)}`, (found) => {
        const x = found.given(shape, dtype, values);
        const y = found.input(shape, dtype);
        const low = found.given(shape, dtype, () => (dtype === "f32" ? -Infinity : 0));
        return [x, y, low].flatMap((node) => axes.map((axis) => b.argmax(node, axis)));
      });
    }
    check(`argmax of views of ${dtype}`, (found) =>
      readings(found, [9, 17], dtype).flatMap((x) => [b.argmax(x, 0), b.argmax(x, 1)]),
    );
  }
}
