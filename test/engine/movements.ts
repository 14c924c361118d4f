/** Cases for operations that move elements: alone, applied to views, and read by other operations. */
import { formatShape, sizeOf } from "../../src/base/shape.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { type Case, check, dtypes, permutations, readings, shapes } from "./cases.ts";
import { fold, window } from "../nodes.ts";

type Movement = "reshape" | "permute" | "expand" | "slice" | "window" | "pad" | "concat";

export function movementCases(name: Movement): void {
  for (const dtype of dtypes) {
    for (const shape of shapes) {
      check(`${name} of ${dtype} ${formatShape(shape)}`, (found) => {
        const x = found.input(shape, dtype);
        // Readers of a movement read through it; its operand may be computed inside the reader.
        return moved(name, x, found).flatMap((y) => [
          y,
          b.equal(y, y),
          b.where(b.less(b.iota(1), b.constant(1, "i32")), y, y),
        ]);
      });
    }
    check(`${name} of views of ${dtype}`, (found) =>
      readings(found, [5, 9], dtype)
        .flatMap((x) => moved(name, x, found))
        .map((y) => b.reduceMax(b.cast(y, "f32"), [])),
    );
  }
}

function moved(name: string, x: Node, found: Case): Node[] {
  const { shape, dtype } = x;
  const axes = shape.map((_, axis) => axis);
  switch (name) {
    case "reshape":
      return [[sizeOf(shape)], [...shape, 1], [1, ...shape], [...shape].reverse()].map((to) => b.reshape(x, to));
    case "permute":
      return permutations(axes).map((order) => b.permute(x, order));
    case "expand":
      return [3, 0].map((times) => b.expand(b.reshape(x, [...shape, 1]), [...shape, times]));
    case "slice":
      return [-1, 2, -2, 3].flatMap((step) => {
        const length = (size: number) => Math.ceil(size / Math.abs(step));
        const start = (size: number) => (step < 0 ? Math.max(0, size - 1) : 0);
        const cut = b.slice(
          x,
          shape.map(start),
          shape.map(length),
          shape.map(() => step),
        );
        return [
          cut,
          b.slice(
            x,
            shape.map(() => 0),
            shape.map((size) => size >> 1),
            shape.map(() => 1),
          ),
        ];
      });
    case "window":
      return axes.flatMap((axis) =>
        [
          [1, 1, 1],
          [2, 1, 2],
          [3, 2, 1],
          [5, 1, 1],
        ]
          .filter(([size, , dilation]) => (size! - 1) * dilation! < shape[axis]!)
          .map(([size, stride, dilation]) => window(x, axis, size!, stride!, dilation!)),
      );
    case "pad":
      return [
        [0, 0],
        [1, 0],
        [0, 2],
        [3, 17],
      ].map(([before, after]) =>
        b.pad(
          x,
          shape.map(() => before!),
          shape.map((_, axis) => (axis === 0 ? after! : 0)),
        ),
      );
    default:
      return axes.flatMap((axis) => {
        const other = found.input(
          shape.map((length, i) => (i === axis ? 3 : length)),
          dtype,
        );
        const none = b.slice(
          x,
          shape.map(() => 0),
          shape.map((length, i) => (i === axis ? 0 : length)),
          shape.map(() => 1),
        );
        return [b.concat([x, other], axis), b.concat([other, none, x, x], axis), b.concat([x], axis)];
      });
  }
}

/** Folds of inputs [4, 5, 3, size], as [axis, size, start, length, stride, dilation]. */
const folds: readonly (readonly [number, number, number, number, number, number])[] = [
  [0, 3, 0, 6, 1, 1],
  [1, 3, 1, 5, 1, 1],
  [1, 2, 0, 10, 2, 1],
  [1, 2, 3, 5, 2, 1],
  [2, 3, 0, 12, 2, 3],
  [2, 1, 0, 7, 3, 1],
  [1, 2, 2, 9, 3, 1],
];

export function foldCases(): void {
  check("fold", (found) =>
    folds.map(([axis, size, start, length, stride, dilation]) =>
      fold(found.input([4, 5, 3, size]), { axis, start, length, stride, dilation }),
    ),
  );
  check("fold of views, of formulas and of folds", (found) => {
    const x = b.permute(found.input([2, 7, 3, 6]), [2, 3, 1, 0]);
    const sum = { start: 0, length: 13, stride: 2, dilation: 1 };
    const once = fold(b.neg(x), { ...sum, axis: 1 });
    return [once, fold(once, { axis: 0, start: 0, length: 15, stride: 4, dilation: 1 }), b.neg(b.neg(once))];
  });
}
