/** Gradients through values that were read or returned by compiled functions: refused, never silently incomplete. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Linear, Sequential, tanh } from "../../src/nn/index.ts";
import { Param, Tensor, compile, grad, hvp, observe, random, scan } from "../../src/tensor/index.ts";
import { assertTensor } from "./helpers.ts";

const cut = /StateError: grad would miss part of a gradient/;
const given = (...values: number[]) => Tensor.from(values);
const weight = (...values: number[]) => new Param([values.length], () => Tensor.from(values));
const throws = (body: () => unknown, message: RegExp = cut) =>
  assert.throws(body, (error) => message.test(String(error)));

test("a value that was read has no graph: gradients through it are refused, for tensors and parameters", async () => {
  for (const x of [given(2), weight(2)]) {
    const y = x.square();
    await y.array();
    throws(() => grad(y.mul(x).sum(), [x]));
    throws(() => grad(y.sum(), [x]));
    throws(() => hvp(y.mul(x).sum(), [x], [given(1)]), /hvp would miss/);
    await assertTensor(grad(x.square().mul(x).sum(), [x])[0], [1], [12]);
  }
});

test("detach allows the gradient to end, before and after the read", async () => {
  const x = weight(2);
  const [before, after] = [x.square().detach(), x.square()];
  await Promise.all([before.array(), after.array()]);
  await assertTensor(grad(before.mul(x).sum(), [x])[0], [1], [4]);
  await assertTensor(grad(after.detach().mul(x).sum(), [x])[0], [1], [4]);
  const steps = x.floor().add(x.greater(1).cast("f32"));
  await steps.array();
  await assertTensor(grad(steps.mul(x).sum(), [x])[0], [1], [3]);
});

test("reading a hidden layer does not remove its part of the gradient", async () => {
  const model = { below: new Linear(3, 4), above: new Linear(4, 1) };
  const x = random.normal([5, 3]);
  const hidden = model.below.forward(x).tanh();
  const loss = model.above.forward(hidden).sum().add(model.below.weight.square().sum());
  const expected = await grad(loss, [model.below.weight])[0].array();
  await hidden.array();
  // The loss was computed before the read, from the whole graph.
  await assertTensor(grad(loss, [model.below.weight])[0], [4, 3], [...expected]);
  const later = model.above.forward(hidden).sum().add(model.below.weight.square().sum());
  throws(() => grad(later, [model.below.weight]));
  // Layers after the value can still be trained.
  assert.deepEqual(grad(later, [model.above.weight])[0].shape, [1, 4]);
  throws(() => compile(() => grad(model.above.forward(hidden).sum(), [model.below.weight, model.above.weight]))());
});

test("results of compiled functions record their parameters, arguments and captured values", async () => {
  const [w, x, other, captured] = [weight(2), given(3), given(5), given(7)];
  const f = compile((a: Tensor, b: Tensor) => ({ y: a.mul(w).add(captured), z: b.square(), n: a.argmax(0) }));
  for (let call = 0; call < 3; call++) {
    const { y, z } = f(x, other);
    throws(() => grad(y.mul(w).sum(), [w]));
    throws(() => grad(y.mul(x).sum(), [x]));
    throws(() => grad(y.mul(captured).sum(), [captured]));
    await assertTensor(grad(y.mul(other).sum(), [other])[0], [1], [13]);
    await assertTensor(grad(z.mul(w).sum(), [w])[0], [1], [25]);
    throws(() => grad(z.mul(other).sum(), [other]));
    // Through two calls.
    const further = f(y, z).y;
    throws(() => grad(further.mul(x).sum(), [x]));
    await assertTensor(grad(further.mul(other).sum(), [other])[0], [1], [33]);
  }
});

test("the gradient with respect to a tensor used before and after its read is complete", async () => {
  const x = given(1, 2, 3);
  const middle = x.mul(2);
  const early = middle.square();
  await middle.array();
  const late = middle.mul(10);
  await assertTensor(grad(early.add(late).sum(), [middle])[0], [3], [14, 18, 22]);
  await assertTensor(hvp(early.add(late).sum(), [middle], [given(1, 1, 1)])[0]!, [3], [2, 2, 2]);
  // The early part depends on x through the graph, the late one does not.
  throws(() => grad(early.add(late).sum(), [x]));
  await assertTensor(grad(early.sum(), [x])[0], [3], [8, 16, 24]);
  const twin = middle.reshape([3]);
  await twin.array();
  await assertTensor(grad(twin.mul(middle).sum().sub(twin.sum()), [twin])[0], [3], [1, 3, 5]);
});

test("gradients with respect to tensors that a settled value does not depend on are allowed", async () => {
  const [x, y] = [given(2), given(3)];
  const [a, b] = [x.square(), y.mul(2)];
  await Promise.all([a.array(), b.array()]);
  await assertTensor(grad(a.mul(y).sum(), [y])[0], [1], [4]);
  await assertTensor(grad(b.mul(x).add(x.square()).sum(), [x])[0], [1], [10]);
  throws(() => grad(a.mul(x).sum(), [x]));
  throws(() => grad(b.mul(y).sum(), [y]));
});

test("intermediate values count too, read or not, over several reads", async () => {
  const x = given(2);
  const inner = x.mul(3);
  const outer = inner.square();
  await outer.array();
  throws(() => grad(outer.mul(inner).sum(), [inner]));
  await inner.array();
  throws(() => grad(outer.mul(inner).sum(), [inner]));
  let chain = inner;
  for (let i = 0; i < 100; i++) {
    chain = chain.mul(1.01).add(0.1);
    await chain.array();
    throws(() => grad(chain.mul(x).sum(), [x]));
    throws(() => grad(chain.mul(inner).sum(), [inner]));
  }
});

test("observed values and loops are checked too", async () => {
  const first = new Linear(2, 3);
  const model = new Sequential(first, tanh, new Linear(3, 1));
  const [result, seen] = observe(() => model.forward(random.normal([4, 2])));
  const [hidden] = Object.values(seen) as [Tensor];
  await hidden.array();
  assert.deepEqual(grad(result.sum(), [hidden])[0].shape, [4, 3]);
  throws(() => grad(hidden.sum().add(result.sum()), [first.weight]));
  const w = weight(2);
  const read = w.square();
  await read.array();
  const [last] = scan((carry: Tensor) => [carry.mul(read).add(w), null], given(1), null, { length: 3 });
  throws(() => grad(last.sum(), [w]));
});

test("a tensor becomes stale when its parameter changes", async () => {
  const w = weight(3);
  const stale = /StateError: a tensor was computed from .+, which has changed since/;
  const step = compile(() => w.assign(w.add(1)));
  const changes = [async () => step(), async () => w.set([5]), async () => w.set(given(6))];
  for (const change of changes) {
    const [read, unread, wanted] = [w.mul(w), w.mul(w), w.mul(w)];
    const now = await w.item();
    assert.equal(await read.item(), now * now);
    const pending = wanted.item();
    await change();
    assert.equal(await pending, now * now);
    assert.equal(await read.item(), now * now);
    await assert.rejects(unread.item(), (error) => stale.test(String(error)));
    await assert.rejects(unread.add(1).item(), (error) => stale.test(String(error)));
    throws(() => grad(unread.add(w).sum(), [w]), stale);
    const [whole, rejected] = await Promise.allSettled([w.mul(2).item(), unread.item()]);
    assert.deepEqual([whole.status, rejected.status], ["fulfilled", "rejected"]);
    assert.equal(await w.mul(w).item(), (await w.item()) ** 2);
  }
});

test("10,000 reads in a loop keep memory constant and histories short", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const w = weight(0.5);
  const step = compile((state: Tensor) => state.mul(w).add(1));
  let [read, run] = [given(1), given(1)];
  const go = async (count: number) => {
    for (let i = 0; i < count; i++) {
      read = read.mul(w).add(1);
      await read.array();
      run = step(run);
      if (i % 100 === 0) await run.array();
    }
    // Unreachable objects are finalized in later tasks.
    for (let turn = 0; turn < 3; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      collect();
    }
    return process.memoryUsage().heapUsed;
  };
  const before = await go(4000);
  const after = await go(10_000);
  assert.ok(after < before + 1e6, `the heap grew by ${after - before}`);
  for (const { source } of [read, run]) assert.ok(source!.history!.flat().length <= 64 * 32, String(source!.history));
  throws(() => grad(read.mul(w).sum(), [w]));
  throws(() => grad(run.mul(w).sum(), [w]));
});
