/** Gradients at corners, poles and ties of functions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../../src/grad/reverse.ts";
import { build } from "../../src/graph/builder.ts";
import type { Node } from "../../src/graph/node.ts";
import { evaluate64 } from "./cases.ts";
import { primitives } from "../nodes.ts";

/** The gradients of Σ f with respect to each vector. */
function gradientsAt(f: (...inputs: Node[]) => Node, ...vectors: number[][]): number[][] {
  const inputs = vectors.map((vector) => build.input([vector.length], "f32"));
  const y = build.reduceSum(f(...inputs), [0]);
  const one = build.reshape(build.constant(1, "f32"), [1]);
  const results = gradients([y], [one], inputs);
  const feeds = new Map(inputs.map((input, i) => [input, vectors[i]!]));
  return results.map((node, i) => (node ? [...evaluate64([node], feeds)[0]!] : vectors[i]!.map(() => 0)));
}

test("max and min give half of the gradient to each of two equal operands", () => {
  assert.deepEqual(
    gradientsAt((x, y) => build.max(x, y), [1, 2, 3], [2, 2, 2]),
    [
      [0, 0.5, 1],
      [1, 0.5, 0],
    ],
  );
  assert.deepEqual(
    gradientsAt((x, y) => build.min(x, y), [1, 2, 3], [2, 2, 2]),
    [
      [1, 0.5, 0],
      [0, 0.5, 1],
    ],
  );
});

test("reduceMax and reduceMin share the gradient among equal elements", () => {
  assert.deepEqual(
    gradientsAt((x) => build.reduceMax(x, [0]), [3, 1, 3, 3, 3]),
    [[0.25, 0, 0.25, 0.25, 0.25]],
  );
  assert.deepEqual(
    gradientsAt((x) => build.reduceMin(x, [0]), [3, 1, 1]),
    [[0, 0.5, 0.5]],
  );
});

test("the gradient of a product is correct if factors are zero", () => {
  const product = (x: Node | undefined) => build.reduceProduct(x!, [0]);
  assert.deepEqual(gradientsAt(product, [2, 0, 5]), [[0, 10, 0]]);
  assert.deepEqual(gradientsAt(product, [2, 0, 0]), [[0, 0, 0]]);
});

test("at 0, abs and relu have slope 0 and sqrt an infinite slope", () => {
  assert.deepEqual(
    gradientsAt((x) => build.abs(x), [-2, 0, 2]),
    [[-1, 0, 1]],
  );
  const zero = build.constant(0, "f32");
  assert.deepEqual(
    gradientsAt((x) => build.where(build.less(zero, x), x, zero), [-1, 0, 1]),
    [[0, 0, 1]],
  );
  assert.deepEqual(
    gradientsAt((x) => build.sqrt(x), [0, 4]),
    [[Infinity, 0.25]],
  );
});

test("pow is differentiable at a base or an exponent of zero", () => {
  const [dx, dy] = gradientsAt((x, y) => build.pow(x, y), [0, 0, 0, 0, 2, -3], [2, 1, 0, 3, 0, 2]);
  assert.deepEqual(dx, [0, 1, 0, 0, 0, -6]);
  assert.deepEqual(dy!.slice(0, 5), [0, 0, 0, 0, Math.log(2)]);
  assert.ok(Number.isNaN(dy![5]), "a negative base has no real derivative in the exponent");
});

test("the second derivatives of pow at zero are finite", () => {
  const second = (exponent: number) =>
    gradientsAt(
      (x) => {
        const y = build.reduceSum(build.pow(x, build.constant(exponent, "f32")), [0]);
        return gradients([y], [build.reshape(build.constant(1, "f32"), [1])], [x])[0]!;
      },
      [0, 2],
    )[0];
  assert.deepEqual(second(2), [2, 2]);
  assert.deepEqual(second(3), [0, 12]);
  assert.deepEqual(second(1), [0, 0]);
});

test("the mixed second derivative of pow is correct at an exponent of zero", () => {
  const [x, y] = [build.input([], "f32"), build.input([], "f32")];
  const one = build.constant(1, "f32");
  const [dx] = gradients([build.pow(x, y)], [one], [x]);
  const [mixed] = gradients([dx!], [one], [y]);
  const feeds = new Map([
    [x, [2]],
    [y, [0]],
  ]);
  assert.deepEqual(evaluate64([mixed!], feeds), [Float64Array.of(0.5)]);
});

test("mod passes the gradient to the dividend and the negative quotient to the divisor", () => {
  assert.deepEqual(
    gradientsAt((x, y) => build.apply(primitives.mod, [x, y]), [5.5, -5.5], [2, 2]),
    [
      [1, 1],
      [-2, 3],
    ],
  );
});

test("gradients of elements gathered more than once accumulate", () => {
  const indices = build.add(build.iota(3), build.iota(3));
  assert.deepEqual(
    gradientsAt((x) => build.take(x, indices, 0), [1, 2, 3, 4, 5]),
    [[1, 0, 1, 0, 1]],
  );
  const zeros = build.mul(build.iota(3), build.constant(0, "i32"));
  assert.deepEqual(
    gradientsAt((x) => build.take(x, zeros, 0), [1, 2]),
    [[3, 0]],
  );
});
