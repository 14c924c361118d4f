/** Every compiled structural primitive against the reference, bit for bit. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sizeOf } from "../../src/base/shape.ts";
import { build as b } from "../../src/graph/builder.ts";
import { evaluate } from "../../src/reference/evaluate.ts";
import { uniform } from "../ops/samples.ts";
import { Case, check, dtypes, subsets } from "./cases.ts";
import { assertAgrees, graphOf, type Judge, withAndWithoutFma } from "./compiled.ts";
import { cumulativeCases } from "./cumulative.ts";
import { gatherCases, scatterCases } from "./indexing.ts";
import { loopCases } from "./loops.ts";
import { foldCases, movementCases } from "./movements.ts";
import { dotCases } from "./products.ts";
import { argmaxCases, longReductions, reduceCases } from "./reductions.ts";
import { argsortCases } from "./sorting.ts";
import { type PrimitiveName, primitives } from "../nodes.ts";

const suites: Partial<Record<PrimitiveName, () => void>> = {
  reduceSum: () => reduceCases("reduceSum"),
  reduceMax: () => reduceCases("reduceMax"),
  reduceMin: () => reduceCases("reduceMin"),
  reduceProduct: () => reduceCases("reduceProduct"),
  argmax: argmaxCases,
  cumulativeSum: cumulativeCases,
  argsort: argsortCases,
  take: gatherCases,
  scatterAdd: scatterCases,
  reshape: () => movementCases("reshape"),
  permute: () => movementCases("permute"),
  expand: () => movementCases("expand"),
  slice: () => movementCases("slice"),
  window: () => movementCases("window"),
  fold: foldCases,
  pad: () => movementCases("pad"),
  concat: () => movementCases("concat"),
  dot: dotCases,
  scan: loopCases,
  iota: () => check("iota", () => [0, 1, 5, 129].map((length) => b.iota(length))),
  const: () => check("const", () => dtypes.map((dtype) => b.constant(dtype === "bool" ? 1 : 3, dtype))),
  training: () => check("training", () => [b.apply(primitives.training, []), b.not(b.apply(primitives.training, []))]),
  customGrad: () =>
    check("customGrad", (found) => {
      const x = found.input([5]);
      return [b.customGrad(b.neg(x), [x], (dy) => [dy])];
    }),
  input: () => check("input", (found) => dtypes.flatMap((dtype) => [found.input([5], dtype), found.input([0], dtype)])),
};

for (const name of Object.keys(primitives) as PrimitiveName[]) {
  if (primitives[name].elementwise) continue;
  test(`${name} equals the reference to the bit`, () => {
    const suite = suites[name];
    assert.ok(suite, `add a suite for ${name} to this file`);
    suite();
  });
}

test("reductions of many chunks equal the reference", longReductions);

test("long sums and dots are within 1e-6 of f64", () => {
  withAndWithoutFma((mode) => {
    for (const length of [4099, 65_536, 200_003]) {
      const found = new Case();
      const draw = (rows: number) => found.given([rows, length], "f32", (n) => Math.fround(uniform(n, rows)));
      const [x, y] = [draw(1), draw(2)];
      const outputs = [b.reduceSum(x, [1]), b.dot(x, y, 0, 1), b.dot(y, y, 0, 1), b.reduceSum(y, [0, 1])];
      const within: Judge = (got, expected) => Math.abs(got - expected) <= 1e-6 * Math.abs(expected);
      const judged = evaluate(graphOf(outputs), found.feeds, { precision: "f64" }).outputs;
      assert.ok(judged.every((values) => values.every((x) => x > 500)));
      assertAgrees(graphOf(outputs), found.feeds, () => within, `sums over ${length} ${mode}`);
    }
  });
});

test("reduceMax and reduceMin propagate NaN", () => {
  for (const shape of [[1], [7], [4, 9], [9, 4]] as const) {
    check("NaN", (found) => {
      const x = found.given(shape, "f32", (n) => (n === 3 || sizeOf(shape) === 1 ? NaN : n % 2 === 0 ? -Infinity : n));
      return subsets(shape.length).flatMap((axes) => [b.reduceMax(x, axes), b.reduceMin(x, axes)]);
    });
  }
});
