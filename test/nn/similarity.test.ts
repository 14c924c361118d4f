/** Huber loss, cosine losses and regularizers beyond the cases of PyTorch: no rows, large values, invalid input. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, ShapeError } from "../../src/base/errors.ts";
import { cosineEmbedding, cosineSimilarity, huber, regularizers } from "../../src/nn/index.ts";
import { Param, Tensor, grad, zeros } from "../../src/tensor/index.ts";

const numbers = async (x: Tensor) => [...(await x.array())];

test("the mean over no rows is NaN", async () => {
  assert.equal(await huber(zeros([0, 3]), zeros([0, 3])).item(), NaN);
  assert.equal(await cosineEmbedding(zeros([0, 3]), zeros([0, 3]), zeros([0], "i32")).item(), NaN);
});

test("huber does not overflow, and its gradient is clipped", async () => {
  const prediction = Tensor.from([1e30, -1e30, 2, 0]);
  const target = Tensor.from([0, 0, 0, 0]);
  const losses = await numbers(huber(prediction, target, { delta: 2, reduction: "none" }));
  assert.deepEqual(losses, [2e30, 2e30, 2, 0].map(Math.fround));
  const [gradient] = grad(huber(prediction, target, { delta: 2, reduction: "sum" }), [prediction]);
  assert.deepEqual(await numbers(gradient), [2, -2, 2, 0]);
});

test("huber rejects different shapes and a delta that is not above 0", () => {
  assert.throws(() => huber(zeros([3, 1]), zeros([3])), ShapeError);
  for (const delta of [0, -1, NaN]) assert.throws(() => huber(zeros([3]), zeros([3]), { delta }), ArgumentError);
  assert.throws(() => huber(zeros([3]), zeros([3]), { reduction: "median" as "mean" }), ArgumentError);
});

test("cosines of vectors of any length, including zero vectors, have finite gradients", async () => {
  const x = Tensor.from([
    [1e-6, 0],
    [1e15, 1e15],
    [0, 0],
  ]);
  const y = Tensor.from([2, 2]);
  const cosines = await numbers(cosineSimilarity(x, y));
  [Math.SQRT1_2, 1, 0].forEach((cosine, i) => assert.ok(Math.abs(cosines[i]! - cosine) < 1e-6, cosines.join(" ")));
  const [gradient] = grad(cosineSimilarity(x, y).sum(), [x]);
  assert.ok((await numbers(gradient)).every(Number.isFinite));
});

test("a target of cosineEmbedding other than 1 and -1 makes only its own row NaN", async () => {
  const x = Tensor.from([
    [1, 0],
    [1, 0],
    [1, 0],
  ]);
  const target = Tensor.from(Int32Array.of(1, 0, -1));
  const losses = await numbers(cosineEmbedding(x, x, target, { reduction: "none", margin: 0.25 }));
  assert.deepEqual(losses, [0, NaN, 0.75]);
});

test("cosine losses reject shapes that do not match and margins out of range", () => {
  const [x, target] = [zeros([3, 2]), zeros([3], "i32")];
  assert.throws(() => cosineSimilarity(x, zeros([3, 4])), ShapeError);
  assert.throws(() => cosineEmbedding(x, zeros([2]), target), ShapeError);
  assert.throws(() => cosineEmbedding(x, x, zeros([3, 1], "i32")), ShapeError);
  assert.throws(() => cosineEmbedding(zeros([]), zeros([]), zeros([], "i32")), ShapeError);
  for (const margin of [1.5, -2, NaN]) assert.throws(() => cosineEmbedding(x, x, target, { margin }), ArgumentError);
});

test("penalties sum over all elements of all tensors", async () => {
  const param = new Param([2], (shape) => zeros(shape));
  await param.set([3, -4]);
  const other = Tensor.from([[-0.5], [2]]);
  assert.equal(await regularizers.l1(param).item(), 7);
  assert.equal(await regularizers.l2(param).item(), 25);
  assert.equal(await regularizers.l1([param, other]).item(), 9.5);
  assert.equal(await regularizers.l2([param, other]).item(), 29.25);
  const [sign] = grad(regularizers.l1([param, other]), [param]);
  const [twice] = grad(regularizers.l2([param, other]), [param]);
  assert.deepEqual(await numbers(sign), [1, -1]);
  assert.deepEqual(await numbers(twice), [6, -8]);
  assert.throws(() => regularizers.l1([]), ArgumentError);
  assert.throws(() => regularizers.l2([]), ArgumentError);
});
