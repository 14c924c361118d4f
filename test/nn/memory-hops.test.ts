/** Memory hops: closed forms, masks, gradients, the linear start, and position weights of words. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, DTypeError, ShapeError } from "../../src/base/errors.ts";
import { memoryHops, sentencePositions } from "../../src/nn/index.ts";
import { Tensor, grad, ones, random } from "../../src/tensor/index.ts";

const values = async (x: Tensor) => [...(await x.array())];
const close = (found: readonly number[], expected: readonly number[]) => {
  assert.equal(found.length, expected.length);
  expected.forEach((x, i) =>
    assert.ok(Math.abs(found[i]! - x) < 1e-5, `${found.join(" ")}, not ${expected.join(" ")}`),
  );
};
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** Computes hops over one memory per hop in plain numbers: u ← u + Σ softmax(u · a) c. */
function hopsOf(query: readonly number[], memories: readonly (readonly [a: number[][], c: number[][]])[]) {
  let u = [...query];
  const weights = memories.map(([a, c]) => {
    const exponentials = a.map((one) => Math.exp(dot(u, one)));
    const sum = exponentials.reduce((x, y) => x + y);
    const shares = exponentials.map((x) => x / sum);
    u = u.map((x, k) => x + shares.reduce((read, share, n) => read + share * c[n]![k]!, 0));
    return shares;
  });
  return { output: u, weights };
}

const slots = [
  [1, 0.5, -1],
  [0, 2, 0.25],
  [-1, 1, 0.5],
  [0.75, -0.5, 1],
];

for (const n of [1, 3, 4]) {
  test(`three hops over ${n} slots are those of the definition`, async () => {
    const [a, b] = [slots.slice(0, n), slots.toReversed().slice(0, n)];
    const query = [0.5, -1, 0.25];
    const expected = hopsOf(query, [
      [a, b],
      [b, a],
      [a, a],
    ]);
    const [x, y] = [Tensor.from(a), Tensor.from(b)];
    const found = memoryHops(Tensor.from(query), [
      { addresses: x, contents: y },
      { addresses: y, contents: x },
      { addresses: x, contents: x },
    ]);
    close(await values(found.output), expected.output);
    for (const [hop, weights] of expected.weights.entries()) close(await values(found.weights[hop]!), weights);
  });
}

test("a batch of queries reads a batch of memories, or one memory for all", async () => {
  random.seed(1);
  const [queries, own] = [random.normal([5, 3]), random.normal([5, 4, 3])];
  const shared = Tensor.from(slots);
  for (const memory of [own, shared]) {
    const { output, weights } = memoryHops(queries, [{ addresses: memory, contents: memory }]);
    assert.deepEqual(
      [output.shape, weights[0]!.shape],
      [
        [5, 3],
        [5, 4],
      ],
    );
    const one = memory === shared ? shared : own.slice([2, 3]).squeeze(0);
    const alone = memoryHops(queries.slice([2, 3]).squeeze(0), [{ addresses: one, contents: one }]);
    close((await values(output)).slice(6, 9), await values(alone.output));
  }
});

test("hidden slots have weight 0 and no gradient, even if they are NaN, with and without the softmax", async () => {
  const query = Tensor.from([1, 2]);
  const memory = Tensor.from([
    [1, 0],
    [NaN, NaN],
    [0, 1],
  ]);
  const mask = Tensor.from([1, 0, 1]).cast("bool");
  for (const linear of [false, true]) {
    const read = () => memoryHops(query, [{ addresses: memory, contents: memory }], { mask, linear });
    const { output, weights } = read();
    const share = 1 / (1 + Math.E);
    const expected = linear ? [1, 0, 2] : [share, 0, 1 - share];
    close(await values(weights[0]!), expected);
    close(await values(output), [1 + expected[0]!, 2 + expected[2]!]);
    const [slope] = await Promise.all(grad(read().output.sum(), [memory]).map(values));
    assert.deepEqual(slope!.slice(2, 4), [0, 0]);
    assert.ok(slope!.every(Number.isFinite));
  }
});

test("a memory without visible slots leaves the query as it is", async () => {
  const memory = ones([3, 2]);
  for (const linear of [false, true]) {
    const mask = Tensor.from([0, 0, 0]).cast("bool");
    const { output } = memoryHops(Tensor.from([1, -2]), [{ addresses: memory, contents: memory }], { mask, linear });
    close(await values(output), [1, -2]);
  }
});

test("position weights are those of the paper", async () => {
  close(await values(sentencePositions(2, 2)), [0.5, 0.5, 0.5, 1]);
  close(await values(sentencePositions(1, 3)), [1 / 3, 2 / 3, 1]);
  const [words, features] = [5, 7];
  const expected = Array.from({ length: words * features }, (_, i) => {
    const [j, k] = [1 + Math.floor(i / features), 1 + (i % features)];
    return 1 - j / words - (k / features) * (1 - (2 * j) / words);
  });
  close(await values(sentencePositions(words, features)), expected);
});

test("memory hops reject missing memories, shapes that do not match, and masks that are not bool", () => {
  const memory = { addresses: ones([3, 2]), contents: ones([3, 2]) };
  assert.throws(() => memoryHops(ones([2]), []), ArgumentError);
  assert.throws(() => memoryHops(ones([3]), [memory]), ShapeError);
  assert.throws(() => memoryHops(ones([2]), [{ ...memory, contents: ones([4, 2]) }]), ShapeError);
  assert.throws(() => memoryHops(ones([2]), [{ ...memory, addresses: ones([2]) }]), ShapeError);
  assert.throws(() => memoryHops(ones([2]), [memory], { mask: ones([3]) }), DTypeError);
  assert.throws(() => sentencePositions(0, 2), ArgumentError);
});
