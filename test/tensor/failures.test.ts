/** Failed steps: if their results are not read, the next call or read throws the error, once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Embedding } from "../../src/nn/index.ts";
import { sgd } from "../../src/optim/index.ts";
import { Tensor, compile, finite, ones } from "../../src/tensor/index.ts";

const lookUp = () => {
  const table = Tensor.from([5, 6, 7]);
  return compile(function lookUp(i: Tensor) {
    return table.take(i);
  });
};
const good = Int32Array.of(1);
const bad = Int32Array.of(9);
const unread =
  /FaultError: run \d+ of lookUp .*failed, and its results were not read\n\n {2}take .*index 9 is out of range/;
const says = (pattern: RegExp) => (error: unknown) => pattern.test(String(error));

test("the next call throws the error of the failed run, and the one after works", async () => {
  const step = lookUp();
  step(good);
  step(bad);
  assert.throws(() => step(good), says(unread));
  assert.equal(await step(good).item(), 6);
});

test("so does the next call of another function, and the next read of any tensor", async () => {
  const [step, other] = [lookUp(), compile((x: Tensor) => x.mul(2))];
  step(bad);
  assert.throws(() => other(ones([1])), says(unread));
  step(bad);
  await assert.rejects(ones([1]).add(1).item(), says(unread));
  step(bad);
  await assert.rejects(Tensor.from([1]).item(), says(unread));
  assert.equal(await other(ones([1])).item(), 2);
});

test("a failure reported by a read is not reported again", async () => {
  const step = lookUp();
  const failed = step(bad);
  await assert.rejects(failed.array(), /this tensor is a result of run 1 of lookUp/);
  assert.equal(await step(good).item(), 6);
  const [derived, fine] = await Promise.allSettled([step(bad).add(1).array(), ones([1]).item()]);
  assert.deepEqual([derived.status, fine.status], ["rejected", "fulfilled"]);
  assert.equal(await step(good).item(), 6);
});

test("a training loop that reads every tenth loss learns of the first bad batch", async () => {
  const table = new Embedding(4, 2);
  const optimizer = sgd(table, { learningRate: 0.1 });
  const step = compile((ids: Tensor) => optimizer.minimize(table.forward(ids).square().sum()));
  let calls = 0;
  const train = async () => {
    for (let i = 0; i < 100; i++) {
      const loss = step(Int32Array.of(i === 13 ? 4 : 3));
      calls++;
      if (i % 10 === 0) await loss.item();
    }
  };
  await assert.rejects(train(), says(/failed, and its results were not read[^]*index 4 is out of range/));
  assert.equal(calls, 14);
  assert.equal(await optimizer.steps.item(), 13);
});

test("failed checks are reported in the same way", () => {
  const step = compile((x: Tensor) => x.log(), { check: finite });
  step(Float32Array.of(-1));
  assert.throws(
    () => step(Float32Array.of(1)),
    says(/NumericError: .*its results were not read\n\n {2}log produced NaN/),
  );
});
