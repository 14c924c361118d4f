/** The public functions sort, argsort, topK and cumulativeSum: values, gradients to second order, PyTorch's results. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, argsort, cumulativeSum, grad, gradCheck, sort, topK } from "../../src/tensor/index.ts";
import { type GoldenCase, assertClose, readGolden, tensorOf } from "../nn/golden.ts";
import { assertTensor, messageOf } from "./helpers.ts";

const x = Tensor.from([
  [3, 1, 2, 1],
  [0, NaN, -0, -5],
]);

test("sort is stable, and NaN is the largest value", async () => {
  const rising = sort(x);
  await assertTensor(rising.values, [2, 4], [1, 1, 2, 3, -5, 0, -0, NaN]);
  await assertTensor(rising.indices, [2, 4], [1, 3, 2, 0, 3, 0, 2, 1]);
  const falling = sort(x, 1, { descending: true });
  await assertTensor(falling.values, [2, 4], [3, 2, 1, 1, NaN, 0, -0, -5]);
  await assertTensor(falling.indices, [2, 4], [0, 2, 1, 3, 1, 0, 2, 3]);
  await assertTensor(sort(x, 0).values, [2, 4], [0, 1, -0, -5, 3, NaN, 2, 1]);
  await assertTensor(argsort(x, 0), [2, 4], [1, 0, 1, 1, 0, 1, 0, 0]);
});

test("sort of i32, u8 and empty tensors", async () => {
  const bytes = sort(Tensor.from(Uint8Array.of(200, 3, 255, 0)));
  assert.equal(bytes.values.dtype, "u8");
  await assertTensor(bytes.values, [4], [0, 3, 200, 255]);
  const integers = sort(Tensor.from([2 ** 31 - 1, -(2 ** 31), 7], [3], "i32"), 0, { descending: true });
  await assertTensor(integers.values, [3], [2 ** 31 - 1, 7, -(2 ** 31)]);
  await assertTensor(sort(Tensor.from([], [0])).values, [0], []);
  await assertTensor(topK(Tensor.from(new Float32Array(0), [3, 0]), 0).indices, [3, 0], []);
});

test("topK returns the largest first", async () => {
  const { values, indices } = topK(
    Tensor.from([
      [3, 1, 2],
      [5, 7, 7],
    ]),
    2,
  );
  await assertTensor(values, [2, 2], [3, 2, 7, 7]);
  await assertTensor(indices, [2, 2], [0, 2, 1, 2]);
  await assertTensor(
    topK(
      Tensor.from([
        [3, 1, 2],
        [5, 7, 7],
      ]),
      1,
      0,
    ).values,
    [1, 3],
    [5, 7, 7],
  );
});

test("cumulative sums of bool and u8 are i32", async () => {
  const sums = cumulativeSum(Tensor.from([true, true, false, true]), 0);
  assert.equal(sums.dtype, "i32");
  await assertTensor(sums, [4], [1, 2, 2, 3]);
  await assertTensor(cumulativeSum(Tensor.from(Uint8Array.of(200, 100)), -1, { reverse: true }), [2], [300, 100]);
  await assertTensor(cumulativeSum(Tensor.from([1, 2, 3]), 0, { exclusive: true }), [3], [0, 1, 3]);
});

test("gradients flow to the original positions, to second order", async () => {
  const point = Tensor.from([
    [0.3, -1.2, 2.5, 0.9],
    [1.1, 0.2, -0.7, 3.1],
    [-2, 1.7, 0.4, 0.1],
  ]);
  const weight = Tensor.from([0.5, -1, 2, 3]);
  const curved = (y: Tensor) =>
    y
      .sin()
      .mul(weight.slice([0, y.shape[1]!]))
      .square()
      .sum();
  await gradCheck((p) => curved(sort(p, 1).values), [point]);
  await gradCheck((p) => curved(sort(p, 0, { descending: true }).values), [point]);
  await gradCheck((p) => curved(topK(p, 2).values), [point]);
  await gradCheck((p) => curved(topK(p, 2, 0).values), [point]);
  await gradCheck((p) => curved(cumulativeSum(p.square(), 1, { reverse: true })), [point]);
});

test("invalid arguments are refused", async () => {
  assert.match(await messageOf(() => sort(x, 2)), /^ShapeError: sort has no axis 2/);
  assert.match(await messageOf(() => argsort(Tensor.from(1))), /^ShapeError: argsort has no axis -1(.|\n)*A scalar/);
  for (const count of [5, -1, 1.5]) {
    assert.match(
      await messageOf(() => topK(x, count)),
      new RegExp(`^ShapeError: topK was given the number ${count} as the count`),
    );
  }
  assert.match(await messageOf(() => cumulativeSum(x, -3)), /^ShapeError: cumulativeSum has no axis -3/);
});

const operations: Record<string, (input: Tensor, options: Record<string, unknown>) => Tensor> = {
  cumulativeSum: (input, { axis }) => cumulativeSum(input, axis as number),
  sortValues: (input, { axis, descending }) =>
    sort(input, axis as number, { descending: descending as boolean }).values,
  argsort: (input, { axis, descending }) => argsort(input, axis as number, { descending: descending as boolean }),
  topKValues: (input, { axis, count }) => topK(input, count as number, axis as number).values,
  topKIndices: (input, { axis, count }) => topK(input, count as number, axis as number).indices,
};

for (const golden of readGolden("ordering.json")) {
  test(`${golden.name}: values and gradients equal PyTorch's`, () => checkGolden(golden));
}

async function checkGolden({ operation, attributes, inputs, outputs, gradients, cotangents }: GoldenCase) {
  const input = tensorOf(inputs["x"]!);
  const apply = (at: Tensor) => operations[operation]!(at, attributes);
  assertClose(await apply(input).array(), outputs["y"]!, 1e-6, operation);
  if (!cotangents) return;
  const dy = tensorOf(cotangents["y"]!);
  const [slope] = grad(apply(input).mul(dy).sum(), [input]);
  assertClose(await slope.array(), gradients["x"]!, 1e-6, `the gradient of ${operation}`);
}
