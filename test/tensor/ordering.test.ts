/** sort, argsort, topK and cumulativeSum as users call them: values, gradients to second order, PyTorch's results. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, grad, gradCheck } from "../../src/tensor/index.ts";
import { type GoldenCase, assertClose, readGolden, tensorOf } from "../nn/golden.ts";
import { assertTensor, messageOf } from "./helpers.ts";

const x = Tensor.from([
  [3, 1, 2, 1],
  [0, NaN, -0, -5],
]);

test("sort is stable, with NaN as the largest", async () => {
  const rising = x.sort();
  await assertTensor(rising.values, [2, 4], [1, 1, 2, 3, -5, 0, -0, NaN]);
  await assertTensor(rising.indices, [2, 4], [1, 3, 2, 0, 3, 0, 2, 1]);
  const falling = x.sort(1, { descending: true });
  await assertTensor(falling.values, [2, 4], [3, 2, 1, 1, NaN, 0, -0, -5]);
  await assertTensor(falling.indices, [2, 4], [0, 2, 1, 3, 1, 0, 2, 3]);
  await assertTensor(x.sort(0).values, [2, 4], [0, 1, -0, -5, 3, NaN, 2, 1]);
  await assertTensor(x.argsort(0), [2, 4], [1, 0, 1, 1, 0, 1, 0, 0]);
});

test("sort of integers and bytes, and of nothing", async () => {
  const bytes = Tensor.from(Uint8Array.of(200, 3, 255, 0)).sort();
  assert.equal(bytes.values.dtype, "u8");
  await assertTensor(bytes.values, [4], [0, 3, 200, 255]);
  const integers = Tensor.from([2 ** 31 - 1, -(2 ** 31), 7], [3], "i32").sort(0, { descending: true });
  await assertTensor(integers.values, [3], [2 ** 31 - 1, 7, -(2 ** 31)]);
  await assertTensor(Tensor.from([], [0]).sort().values, [0], []);
  await assertTensor(Tensor.from(new Float32Array(0), [3, 0]).topK(0).indices, [3, 0], []);
});

test("topK gives the largest first", async () => {
  const { values, indices } = Tensor.from([
    [3, 1, 2],
    [5, 7, 7],
  ]).topK(2);
  await assertTensor(values, [2, 2], [3, 2, 7, 7]);
  await assertTensor(indices, [2, 2], [0, 2, 1, 2]);
  await assertTensor(
    Tensor.from([
      [3, 1, 2],
      [5, 7, 7],
    ]).topK(1, 0).values,
    [1, 3],
    [5, 7, 7],
  );
});

test("running sums of bools and bytes are i32", async () => {
  const sums = Tensor.from([true, true, false, true]).cumulativeSum(0);
  assert.equal(sums.dtype, "i32");
  await assertTensor(sums, [4], [1, 2, 2, 3]);
  await assertTensor(Tensor.from(Uint8Array.of(200, 100)).cumulativeSum(-1, { reverse: true }), [2], [300, 100]);
  await assertTensor(Tensor.from([1, 2, 3]).cumulativeSum(0, { exclusive: true }), [3], [0, 1, 3]);
});

test("gradients flow to where the values came from, to second order", async () => {
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
  await gradCheck((p) => curved(p.sort(1).values), [point]);
  await gradCheck((p) => curved(p.sort(0, { descending: true }).values), [point]);
  await gradCheck((p) => curved(p.topK(2).values), [point]);
  await gradCheck((p) => curved(p.topK(2, 0).values), [point]);
  await gradCheck((p) => curved(p.square().cumulativeSum(1, { reverse: true })), [point]);
});

test("what does not fit is told", async () => {
  assert.match(await messageOf(() => x.sort(2)), /^ShapeError: sort has no axis 2/);
  assert.match(await messageOf(() => Tensor.from(1).argsort()), /^ShapeError: argsort has no axis -1(.|\n)*A scalar/);
  for (const count of [5, -1, 1.5]) {
    assert.match(await messageOf(() => x.topK(count)), new RegExp(`^ShapeError: topK cannot choose ${count} elements`));
  }
  assert.match(await messageOf(() => x.cumulativeSum(-3)), /^ShapeError: cumulativeSum has no axis -3/);
});

const operations: Record<string, (input: Tensor, options: Record<string, unknown>) => Tensor> = {
  cumulativeSum: (input, { axis }) => input.cumulativeSum(axis as number),
  sortValues: (input, { axis, descending }) => input.sort(axis as number, { descending: descending as boolean }).values,
  argsort: (input, { axis, descending }) => input.argsort(axis as number, { descending: descending as boolean }),
  topKValues: (input, { axis, count }) => input.topK(count as number, axis as number).values,
  topKIndices: (input, { axis, count }) => input.topK(count as number, axis as number).indices,
};

for (const golden of readGolden("ordering.json")) {
  test(`${golden.name}: values and gradients are PyTorch's`, () => checkGolden(golden));
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
