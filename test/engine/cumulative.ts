/** Cases for cumulativeSum: every axis, direction and kind of view, and axes long enough to be computed in pieces. */
import { formatShape } from "../../src/base/shape.ts";
import { build as b } from "../../src/graph/builder.ts";
import { check, readings } from "./cases.ts";
import { cumulativeSum } from "../nodes.ts";

const modes = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

export function cumulativeCases(): void {
  for (const dtype of ["f32", "i32"] as const) {
    for (const shape of [
      [0],
      [1],
      [3],
      [17],
      [129],
      [3, 0],
      [0, 3],
      [31, 17],
      [9, 1],
      [1, 9],
      [3, 5, 17],
      [4, 33, 2],
    ]) {
      shape.forEach((_, axis) => {
        check(`cumulativeSum of ${dtype} ${formatShape(shape)} along ${axis}`, (found) => {
          const x = found.input(shape, dtype);
          const sums = modes.map(([reverse, exclusive]) => cumulativeSum(x, axis, reverse, exclusive));
          const computed = b.neg(cumulativeSum(b.add(x, b.constant(1, dtype)), axis, false, false));
          return [...sums, computed, cumulativeSum(sums[0]!, axis, true, false)];
        });
      });
    }
    check(`cumulativeSum of views of ${dtype}`, (found) =>
      readings(found, [9, 17], dtype).flatMap((x) => [
        cumulativeSum(x, 0, false, false),
        cumulativeSum(x, 1, true, false),
        cumulativeSum(b.reshape(x, [153]), 0, false, true),
      ]),
    );
  }
  for (const shape of [[512], [521], [4099], [65_536], [3, 1024], [1024, 3], [2, 700, 3], [40_000, 5], [1100, 17]]) {
    const axis = shape.indexOf(Math.max(...shape));
    check(`long cumulativeSum of ${formatShape(shape)}`, (found) => {
      const x = found.given(shape, "f32", (n) => (n % 7) - 3);
      return modes.map(([reverse, exclusive]) => cumulativeSum(x, axis, reverse, exclusive));
    });
  }
}
