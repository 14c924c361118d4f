/** Cases for argsort: every type, axis, order and kind of view; ties, zeros of both signs, NaN and infinities. */
import { formatShape } from "../../src/base/shape.ts";
import { build as b } from "../../src/graph/builder.ts";
import { uniform } from "../ops/samples.ts";
import { check, readings } from "./cases.ts";
import { argsort } from "../nodes.ts";

const special = [NaN, 0, -0, Infinity, -Infinity, 1e-45, -1e-45, 1, -1, 3e38, -3e38, 2.5];

export function argsortCases(): void {
  for (const dtype of ["f32", "i32", "u8"] as const) {
    for (const shape of [[0], [1], [2], [3], [17], [129], [3, 0], [0, 3], [31, 17], [1, 9], [3, 5, 17], [4, 33, 2]]) {
      shape.forEach((_, axis) => {
        check(`argsort of ${dtype} ${formatShape(shape)} along ${axis}`, (found) => {
          const x = found.input(shape, dtype);
          return [false, true].flatMap((descending) => [
            argsort(x, axis, descending),
            b.add(argsort(b.where(b.equal(x, x), x, x), axis, descending), b.constant(1, "i32")),
          ]);
        });
      });
    }
    check(`argsort of views of ${dtype}`, (found) =>
      readings(found, [9, 17], dtype).flatMap((x) => [
        argsort(x, 0, false),
        argsort(x, 1, true),
        argsort(b.reshape(x, [153]), 0, false),
      ]),
    );
  }
  check("argsort of special values", (found) => {
    const x = found.given([3, 50], "f32", (n) => Math.fround(special[Math.floor(special.length * uniform(n, 5))]!));
    const i = found.given([40], "i32", (n) => [2 ** 31 - 1, -(2 ** 31), 0, -1, 1][n % 5]!);
    return [false, true].flatMap((descending) => [argsort(x, 1, descending), argsort(i, 0, descending)]);
  });
  check("argsort of long axes", (found) => {
    const x = found.given([5, 4099], "f32", (n) => Math.fround(uniform(n, 3)));
    return [argsort(x, 1, false), argsort(b.reshape(x, [20_495]), 0, true)];
  });
}
