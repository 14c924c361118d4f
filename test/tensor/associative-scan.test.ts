/** associativeScan compared with loops: both directions, nested values, gradients to second order, and errors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, associativeScan, cumulativeSum, gradCheck } from "../../src/tensor/index.ts";
import { uniform } from "../ops/samples.ts";
import { assertTensor, messageOf } from "./helpers.ts";

const lengths = [0, 1, 2, 3, 17, 64];
const draw = (count: number, stream: number) => Array.from({ length: count }, (_, n) => 0.5 + uniform(n, stream));
const tensor = (values: readonly number[], shape: readonly number[]) => Tensor.from(Float32Array.from(values), shape);
const add = (x: Tensor, y: Tensor) => x.add(y);

/** The states of h = a · h + b, in order. */
function states(a: readonly number[], b: readonly number[]): number[] {
  let h = 0;
  return a.map((x, t) => (h = x * h + b[t]!));
}

const affine = (x: { a: Tensor; b: Tensor }, y: { a: Tensor; b: Tensor }) => ({
  a: x.a.mul(y.a),
  b: y.a.mul(x.b).add(y.b),
});

for (const length of lengths) {
  test(`sums, products and affine recurrences over ${length} elements`, async () => {
    const [a, b] = [draw(length, 1), draw(length, 2)];
    const [x, y] = [tensor(a, [length]), tensor(b, [length])];
    await assertTensor(associativeScan(add, y), [length], await numbers(cumulativeSum(y, 0)));
    const products = a.map((_, t) => a.slice(0, t + 1).reduce((p, q) => p * q, 1));
    await assertTensor(
      associativeScan((p, q) => p.mul(q), x),
      [length],
      products,
      1e-4,
    );
    const forward = associativeScan(affine, { a: x, b: y });
    await assertTensor(forward.b, [length], states(a, b), 1e-4);
    const reverse = associativeScan(affine, { a: x, b: y }, { reverse: true });
    await assertTensor(reverse.b, [length], states(a.toReversed(), b.toReversed()).reverse(), 1e-4);
  });
}

test("scans along any axis, also negative, of leaves of different ranks", async () => {
  const x = tensor(draw(2 * 17 * 3, 3), [2, 17, 3]);
  await assertTensor(associativeScan(add, x, { axis: 1 }), [2, 17, 3], await numbers(cumulativeSum(x, 1)));
  const [pair, row] = associativeScan(
    ([p, q], [r, s]) => [p.add(r), q.add(s)],
    [x.transpose(), x.slice([0, 1], null, [0, 1]).reshape([17])],
    { axis: -1, reverse: true },
  );
  await assertTensor(pair, [2, 3, 17], await numbers(cumulativeSum(x.transpose(), 2, { reverse: true })));
  await assertTensor(row.unsqueeze(0), [1, 17], (await numbers(pair)).slice(0, 17));
});

test("a non-commutative function receives the earlier elements first", async () => {
  const matrices = tensor(draw(7 * 4, 4), [7, 2, 2]);
  let product = Tensor.from([
    [1, 0],
    [0, 1],
  ]);
  const expected: number[] = [];
  for (let t = 0; t < 7; t++) {
    product = product.matmul(matrices.slice([t, t + 1]).squeeze(0));
    expected.push(...(await numbers(product)));
  }
  await assertTensor(
    associativeScan((x, y) => x.matmul(y), matrices),
    [7, 2, 2],
    expected,
  );
});

test("gradients are correct to second order", async () => {
  for (const length of [1, 2, 3, 6, 7]) {
    const inputs = [1, 2].map((stream) => tensor(draw(length, stream), [length]));
    await gradCheck((a, b) => associativeScan(affine, { a: a, b: b }).b.sin().square().sum(), inputs);
  }
});

test("invalid arguments are refused", async () => {
  const x = Tensor.from([1, 2, 3]);
  assert.match(
    await messageOf(() => associativeScan(add, x, { axis: 1 })),
    /^ShapeError: associativeScan has no axis 1/,
  );
  assert.match(
    await messageOf(() => associativeScan(([p, q]) => [p!, q!], [x, Tensor.from([1, 2])])),
    /^ShapeError: associativeScan was given different lengths\n\n.*\[3\].*\n.*\[2\]/,
  );
  assert.match(
    await messageOf(() => associativeScan((p) => p.sum(), x)),
    /^ShapeError: combine of associativeScan returned another form\n\n {4}was given +f32 \[1\].*\n {4}returned +f32 \[\]/,
  );
  assert.match(
    await messageOf(() => associativeScan((p) => p, 3 as unknown as Tensor)),
    /^ArgumentError: associativeScan was given the number 3/,
  );
  assert.match(
    await messageOf(() => associativeScan((p) => p, [])),
    /^ArgumentError: associativeScan was given no tensors/,
  );
});

async function numbers(x: Tensor): Promise<number[]> {
  return [...(await x.array())];
}
