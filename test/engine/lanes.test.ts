/**
 * Operations with a special case for operands that are equal in all SIMD lanes (division, shifts, lookups, scatters),
 * applied to results of reductions. A reduction starts with equal lanes and ends with different ones.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DType } from "../../src/base/dtype.ts";
import { type Shape, sizeOf } from "../../src/base/shape.ts";
import { build as b } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { argsort, compile, cumulativeSum, Tensor, where } from "../../src/index.ts";
import { full } from "../full.ts";
import { Case, dtypes } from "./cases.ts";
import { assertAgrees, equally, graphOf, withAndWithoutFma } from "./compiled.ts";
import { cumulativeSum as running, primitives } from "../nodes.ts";

const i32 = (value: number) => b.constant(value, "i32");

/** Reductions and running reductions along an axis; null if they do not apply to the element type or axis. */
const reductions: Readonly<Record<string, (x: Node, axis: number) => Node | null>> = {
  sum: (x, axis) => b.reduceSum(x, [axis]),
  max: (x, axis) => b.reduceMax(x, [axis]),
  min: (x, axis) => b.reduceMin(x, [axis]),
  product: (x, axis) => (x.dtype === "f32" || x.dtype === "i32" ? b.reduceProduct(x, [axis]) : null),
  argmax: (x, axis) => (x.dtype === "bool" ? null : b.argmax(x, axis)),
  cumulative: (x, axis) => (x.dtype === "f32" || x.dtype === "i32" ? running(x, axis, false, true) : null),
  sumOfAll: (x, axis) => (axis === 0 ? b.reduceSum(x, [...x.shape.keys()]) : null),
};

/** Every operation whose code differs for an operand that is equal in all lanes. */
function consumersOf(reduced: Node, found: Case): Node[] {
  const whole = b.cast(reduced, "i32");
  const { shape } = whole;
  const other = found.input(shape, "i32");
  const one = found.input([], "i32");
  const index = b.apply(primitives.mod, [whole, i32(11)]);
  const count = b.and(whole, i32(31));
  const flat = b.reshape(index, [sizeOf(shape)]);
  const both = (op: "div" | "mod") =>
    [i32(3), one, other].flatMap((y) => [b.apply(primitives[op], [whole, y]), b.apply(primitives[op], [y, whole])]);
  const shifts = (["shiftLeft", "shiftRightLogical", "shiftRightArithmetic"] as const).flatMap((op) => [
    b.apply(primitives[op], [other, count]),
    b.apply(primitives[op], [i32(-77), count]),
    b.apply(primitives[op], [whole, i32(3)]),
    b.apply(primitives[op], [whole, one]),
  ]);
  const table = found.input([11], "f32");
  const rows = found.input([11, 5], "u8");
  const updates = found.input([sizeOf(shape)], "i32");
  return [
    ...both("div"),
    ...both("mod"),
    ...shifts,
    b.take(table, index, 0),
    b.take(rows, flat, 0),
    b.take(b.permute(rows, [1, 0]), flat, 1),
    b.scatterAdd(found.input([11], "i32"), flat, updates, 0),
    b.scatterAdd(found.input([11, 5], "i32"), flat, found.input([sizeOf(shape), 5], "i32"), 0),
    b.where(b.less(whole, i32(2)), other, whole),
    b.where(b.cast(reduced, "bool"), i32(1), other),
    b.cast(b.and(whole, i32(255)), "u8"),
    b.reduceMax(b.apply(primitives.div, [other, whole]), [shape.length - 1]),
  ];
}

/** Small integers, for exact sums and products; u8 and bool values stay in range. */
function operand(found: Case, shape: Shape, dtype: DType): Node {
  const values = { f32: [2, -1, 3, 1, -2, 0], i32: [4, -1, 9, 3, -2, 6], u8: [3, 255, 0, 9, 1], bool: [1, 0, 0, 1, 1] };
  return found.given(shape, dtype, (n) => values[dtype][(n * 7 + (n >> 2)) % values[dtype].length]!);
}

/** Axes shorter than a vector, as long as one or slightly longer; `others` reduce along the lanes and across them. */
const across = [1, 2, 3, 4, 5, 6, 7, 8, 9, 17].map((length) => [[3, length], 0] as const);
const others: readonly (readonly [Shape, number])[] = [
  [[3, 4], 1],
  [[3, 9], 1],
  [[9, 1], 0],
  [[2, 3, 9], 0],
  [[2, 3, 9], 1],
  [[4, 2, 6], 2],
];

for (const [name, reduce] of Object.entries(reductions)) {
  test(`each lane has its own ${name} for every reader`, () => {
    for (const [i, dtype] of dtypes.entries()) {
      for (const [j, [shape, axis]] of [...across, ...others].entries()) {
        // The quick run checks each type with half of the shapes, and each shape with half of the types.
        if (!full && (i + j) % 2 === 1) continue;
        const found = new Case();
        const reduced = reduce(operand(found, shape, dtype), axis);
        if (!reduced) continue;
        const graph = graphOf(consumersOf(reduced, found));
        assertAgrees(graph, found.feeds, () => equally, `${name} of ${dtype} [${shape}] over axis ${axis}`);
      }
    }
  });
}

test("each lane has its own value if the reader is alone in its program", () => {
  withAndWithoutFma((mode) => {
    for (const dtype of ["f32", "i32", "u8"] as const) {
      for (const reduce of [b.reduceSum, b.reduceMax]) {
        const found = new Case();
        const x = operand(found, [3, 9], dtype);
        for (const reader of consumersOf(reduce(x, [0]), found)) {
          assertAgrees(graphOf([reader]), found.feeds, () => equally, `${reader.op} of ${dtype}, ${mode}`);
        }
      }
    }
  });
});

test("tensor programs that read reductions lane by lane are correct, eager and compiled", async () => {
  const x = Tensor.from([
    [4, 1, 9, 3, 2],
    [6, 8, 0, 5, 2],
  ]);
  const whole = x.cast("i32");
  const palette = Tensor.from([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  const cases: Readonly<Record<string, readonly [make: () => Tensor, expected: readonly number[]]>> = {
    div: [() => whole.sum(0).div(2), [5, 4, 4, 4, 2]],
    mod: [() => whole.sum(0).mod(4), [2, 1, 1, 0, 0]],
    gatherArgmax: [() => palette.take(x.argmax(0)), [20, 20, 10, 20, 10]],
    gatherMax: [() => palette.take(whole.max(0)), [70, 90, 100, 60, 30]],
    where: [() => where(whole.sum(0).greater(8), 1, 0), [1, 1, 1, 0, 0]],
    afterSum: [() => cumulativeSum(whole, 0).sum(0).div(3), [4, 3, 6, 3, 2]],
    sorted: [() => palette.take(argsort(x, 0).sum(0)), [20, 20, 20, 20, 20]],
  };
  for (const [name, [make, expected]] of Object.entries(cases)) {
    assert.deepEqual(Array.from(await make().array()), expected, `${name}, eager`);
    assert.deepEqual(Array.from(await compile(make)().array()), expected, `${name}, compiled`);
  }
});
