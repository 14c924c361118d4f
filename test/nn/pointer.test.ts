/** Pointers: closed forms, masks, gradients, and decoding without repetition; the straight-through estimator. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, DTypeError, ShapeError } from "../../src/base/errors.ts";
import {
  AdditiveScore,
  type DecodingStep,
  beamSearch,
  crossEntropy,
  decode,
  dotScore,
  notChosenBefore,
  pointerLogits,
  straightThrough,
  withoutRepetition,
} from "../../src/nn/index.ts";
import { Tensor, compile, grad, ones, random } from "../../src/tensor/index.ts";

const values = async (x: Tensor) => [...(await x.array())];
const close = (found: readonly number[], expected: readonly number[]) => {
  assert.equal(found.length, expected.length);
  expected.forEach((x, i) =>
    assert.ok(Math.abs(found[i]! - x) < 1e-5, `${found.join(" ")}, not ${expected.join(" ")}`),
  );
};

test("pointer logits are the scores, vᵀ tanh(W q + U k) or any other", async () => {
  random.seed(1);
  const score = new AdditiveScore(2, 3, 4);
  const [query, key] = [random.normal([2, 5, 2]), random.normal([2, 7, 3])];
  close(await values(pointerLogits(query, key, { score })), await values(score.forward(query, key)));
  const [q, k] = [
    Tensor.from([[1, 2]]),
    Tensor.from([
      [3, 4],
      [5, 6],
    ]),
  ];
  close(await values(pointerLogits(q, k, { score: dotScore })), [11, 17]);
  close(await values(pointerLogits(q, k)), [11 / Math.SQRT2, 17 / Math.SQRT2]);
});

test("hidden inputs have probability 0 and no gradient, even if they are NaN", async () => {
  const [query, key] = [
    Tensor.from([[1, 2]]),
    Tensor.from([
      [1, 0],
      [NaN, NaN],
      [0, 1],
    ]),
  ];
  const mask = Tensor.from([1, 0, 1]).cast("bool");
  const logits = pointerLogits(query, key, { mask, score: dotScore });
  const share = 1 / (1 + Math.E);
  const loss = crossEntropy(logits, Tensor.from([0], [1], "i32"));
  const [dq, dk] = grad(loss, [query, key]);
  close(await values(logits.softmax()), [share, 0, 1 - share]);
  close([await loss.item()], [-Math.log(share)]);
  close(await values(dq), [share - 1, 1 - share]);
  close(await values(dk), [share - 1, 2 * (share - 1), 0, 0, 1 - share, 2 * (1 - share)]);
});

test("rows that hide all inputs can be ignored by the loss", async () => {
  const [query, key] = [ones([2, 2]), ones([3, 2])];
  const mask = Tensor.from([
    [1, 1, 1],
    [0, 0, 0],
  ]).cast("bool");
  const loss = crossEntropy(pointerLogits(query, key, { mask }), Tensor.from([2, -1], [2], "i32"), { ignoreIndex: -1 });
  const gradients = await Promise.all(grad(loss, [query, key]).map(values));
  close([await loss.item()], [Math.log(3)]);
  assert.ok(gradients.flat().every(Number.isFinite), gradients.join(" "));
});

test("inputs are hidden after they were chosen; negative numbers choose none", async () => {
  const chosen = Tensor.from([2, -1, 0, 2, 1], [5], "i32");
  const mask = notChosenBefore(chosen, 3);
  assert.deepEqual([mask.shape, mask.dtype], [[5, 3], "bool"]);
  assert.deepEqual(await values(mask), [1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 0]);
  assert.deepEqual(notChosenBefore(Tensor.from([0, 1], [2, 1], "i32"), 1).shape, [2, 1, 1]);
  assert.deepEqual(await values(notChosenBefore(Tensor.from([0, 0], [2, 1], "i32"), 1)), [1, 1]);
});

test("pointers reject vectors, scalars and masks that are not bool", () => {
  assert.throws(() => pointerLogits(ones([2]), ones([3, 2])), ShapeError);
  assert.throws(() => pointerLogits(ones([1, 2]), ones([3, 2]), { mask: ones([3]) }), DTypeError);
  assert.throws(() => notChosenBefore(Tensor.from(1), 3), ShapeError);
  assert.throws(() => notChosenBefore(ones([3]), 3), DTypeError);
});

/** Logits of four inputs, best first, which do not depend on earlier choices. */
const steady: DecodingStep<null> = (_tokens, state) => ({ logits: Float32Array.of(3, 2, 1, 0), state });

test("decoding without repetition orders all inputs, and normalizes over those that are left", async () => {
  const options = { prefix: [9], state: null, maxLength: 4, allowed: withoutRepetition };
  const { tokens, score } = await decode(steady, options);
  assert.deepEqual(tokens, [0, 1, 2, 3]);
  const left = (n: number) => Math.log(Array.from({ length: n }, (_, i) => Math.exp(-i)).reduce((a, b) => a + b));
  close([score], [-left(4) - left(3) - left(2)]);
  assert.deepEqual((await decode(steady, { prefix: [9], state: null, maxLength: 3 })).tokens, [0, 0, 0]);
});

test("a beam without repetition finds the most likely of all orders", async () => {
  const options = { prefix: [9], state: null, maxLength: 4, allowed: withoutRepetition };
  const found = await beamSearch(steady, { ...options, width: 24 });
  assert.equal(found.length, 24);
  assert.equal(new Set(found.map(({ tokens }) => tokens.join())).size, 24);
  const total = found.reduce((sum, { score }) => sum + Math.exp(score), 0);
  close([total], [1]);
  const { tokens, score } = await decode(steady, options);
  assert.deepEqual(found[0]!.tokens, tokens);
  close([found[0]!.score], [score]);
});

test("decoding explains that no token is allowed", async () => {
  const options = { prefix: [9], state: null, maxLength: 5, allowed: withoutRepetition };
  const message = /allowed accepts no token after 4 generated ones/;
  await assert.rejects(
    decode(steady, options),
    (error) => error instanceof ArgumentError && message.test(error.message),
  );
  await assert.rejects(beamSearch(steady, { ...options, width: 2 }), message);
});

test("straight-through has the exact value of the choice and the gradient of the distribution", async () => {
  random.seed(3);
  const [scores, weight] = [random.normal([4, 7]), random.normal([7])];
  const choice = (x: Tensor) => x.argmax(-1).oneHot(7);
  const estimate = compile((x: Tensor) => {
    const p = x.softmax();
    const y = straightThrough(choice(x), p);
    return { y, slope: grad(y.mul(weight).sum(), [x])[0], soft: grad(p.mul(weight).sum(), [x])[0] };
  })(scores);
  assert.deepEqual(await values(estimate.y), await values(choice(scores)));
  assert.deepEqual(await values(estimate.slope), await values(estimate.soft));
  assert.ok((await values(estimate.slope)).some((x) => Math.abs(x) > 1e-3));
});

test("straight-through rejects shapes that differ and integers", () => {
  assert.throws(() => straightThrough(ones([2]), ones([3])), ShapeError);
  assert.throws(() => straightThrough(Tensor.from([1], [1], "i32"), ones([1])), DTypeError);
});
