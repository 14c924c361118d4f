/** The reference interpreter: rounding, inputs, and structural operations with results computed by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { evaluate, type EvaluateOptions } from "../../src/reference/evaluate.ts";
import { primitives } from "../nodes.ts";

const none = new Map<Node, number[]>();

function run(node: Node, feeds: ReadonlyMap<Node, ArrayLike<number>> = none, options?: EvaluateOptions): number[] {
  return [...evaluate({ inputs: [], outputs: [node], assignments: [] }, feeds, options).outputs[0]!];
}

/** The numbers 0, 1, … as f32 in a given shape. */
const counting = (...shape: number[]) =>
  build.reshape(build.cast(build.iota(shape.reduce((x, y) => x * y, 1)), "f32"), shape);
const integers = (...values: number[]) => {
  const node = build.input([values.length], "i32");
  return { node, feeds: new Map([[node, values]]) };
};

test("every node is rounded to its declared type, or left in f64", () => {
  const x = build.input([1], "f32");
  const third = build.div(x, build.constant(3, "f32"));
  const feeds = new Map([[x, [1]]]);
  assert.deepEqual(run(third, feeds), [Math.fround(1 / 3)]);
  assert.deepEqual(run(third, feeds, { precision: "f64" }), [1 / 3]);
  const wrapped = build.mul(build.constant(65537, "i32"), build.constant(65537, "i32"));
  assert.deepEqual(run(wrapped, none, { precision: "f64" }), [131073]);
});

test("returns outputs, assignments and all values", () => {
  const x = build.input([], "f32");
  const next = build.add(x, build.constant(1, "f32"));
  const graph = { inputs: [x], outputs: [next], assignments: [{ target: x, value: build.neg(next) }] };
  const found = evaluate(graph, new Map([[x, [4]]]));
  assert.deepEqual([found.outputs, found.assignments], [[Float64Array.of(5)], [Float64Array.of(-5)]]);
  assert.deepEqual(found.values.get(x), Float64Array.of(4));
});

test("inputs and training must be supplied", () => {
  const x = build.input([3], "f32", "x");
  assert.throws(() => run(x), { name: "ArgumentError", message: /an input has no value of its own/ });
  assert.throws(() => run(x, new Map([[x, [1]]])), {
    name: "ArgumentError",
    message: "an input of 3 elements was given 1\n\n    x   f32 [3]",
  });
  const training = build.apply(primitives.training, []);
  assert.throws(() => run(training), { name: "ArgumentError", message: /training has no value of its own/ });
  assert.deepEqual(run(training, none, { training: true }), [1]);
});

test("an index out of range throws a FaultError that names the operation and the bound", () => {
  const { node, feeds } = integers(0, 3);
  const fault = { name: "FaultError", message: "take: index 3 is not in 0 to 2\n\n    take   f32 [2]" };
  assert.throws(() => run(build.take(counting(3), node, 0), feeds), fault);
  const negative = integers(-1);
  const scattered = build.scatterAdd(counting(3), negative.node, counting(1), 0);
  assert.throws(() => run(scattered, negative.feeds), { name: "FaultError", message: /^scatterAdd: index -1 is not/ });
});

test("movement", () => {
  assert.deepEqual(run(build.permute(counting(2, 3), [1, 0])), [0, 3, 1, 4, 2, 5]);
  assert.deepEqual(run(build.expand(counting(2, 1), [2, 3])), [0, 0, 0, 1, 1, 1]);
  assert.deepEqual(run(build.pad(counting(2, 2), [1, 0], [0, 1])), [0, 0, 0, 0, 1, 0, 2, 3, 0]);
  assert.deepEqual(run(build.slice(counting(3, 4), [2, 1], [2, 2], [-2, 2])), [9, 11, 1, 3]);
  assert.deepEqual(run(build.concat([counting(2, 1), counting(2, 2)], 1)), [0, 0, 1, 1, 2, 3]);
});

test("indexing", () => {
  const { node, feeds } = integers(2, 0, 2);
  assert.deepEqual(run(build.take(counting(3, 2), node, 0), feeds), [4, 5, 0, 1, 4, 5]);
  assert.deepEqual(run(build.take(counting(2, 3), node, 1), feeds), [2, 0, 2, 5, 3, 5]);
  assert.deepEqual(run(build.scatterAdd(counting(3), node, counting(3), 0), feeds), [1, 1, 4]);
});

test("argmax returns the first of equal elements; NaN is the largest", () => {
  const x = build.input([3, 4], "f32");
  const feeds = new Map([[x, [1, 5, 5, 0, -1, -3, -1, -2, 7, NaN, 9, NaN]]]);
  assert.deepEqual(run(build.argmax(x, 1), feeds), [1, 0, 1]);
  assert.deepEqual(run(build.argmax(x, 0), feeds), [2, 2, 2, 2]);
});

test("reductions", () => {
  assert.deepEqual(run(build.reduceSum(counting(2, 3, 2), [0, 2])), [14, 22, 30]);
  assert.deepEqual(run(build.reduceMax(counting(2, 3), [0])), [3, 4, 5]);
  assert.deepEqual(run(build.reduceMin(counting(2, 3), [1])), [0, 3]);
  assert.deepEqual(run(build.reduceProduct(counting(2, 3), [1])), [0, 60]);
  assert.deepEqual(run(build.reduceSum(counting(0, 2), [0])), [0, 0]);
  assert.deepEqual(run(build.reduceProduct(counting(0, 2), [0])), [1, 1]);
});

test("sums of bool and u8 are i32", () => {
  const even = build.equal(counting(300), build.floor(counting(300)));
  const sum = build.reduceSum(even, [0]);
  assert.deepEqual([sum.dtype, ...run(sum)], ["i32", 300]);
  const bytes = build.reduceSum(build.cast(counting(300), "u8"), [0]);
  assert.deepEqual([bytes.dtype, ...run(bytes)], ["i32", (255 * 256) / 2 + 44 * 255]);
});

test("max and min of bool are any and all", () => {
  const x = build.input([2, 2], "bool");
  const feeds = new Map([[x, [0, 1, 0, 0]]]);
  assert.deepEqual(run(build.reduceMax(x, [1]), feeds), [1, 0]);
  assert.deepEqual(run(build.reduceMin(x, [0]), feeds), [0, 0]);
});

test("dot", () => {
  assert.deepEqual(run(build.dot(counting(2, 3), counting(2, 3), 0, 1)), [5, 14, 14, 50]);
  assert.deepEqual(run(build.dot(counting(2, 1, 2), counting(2, 2, 2), 1, 1)), [1, 3, 23, 33]);
  assert.deepEqual(run(build.dot(counting(2), counting(3), 0, 0)), [0, 0, 0, 0, 1, 2]);
  assert.deepEqual(run(build.dot(counting(2, 0), counting(1, 0), 0, 1)), [0, 0]);
});
