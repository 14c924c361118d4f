/** Indices out of range: the error of the read, and states left unchanged by the step. Also show and bisect. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  Embedding,
  FaultError,
  Linear,
  Module,
  Param,
  type Tensor,
  adam,
  bisect,
  compile,
  crossEntropy,
  full,
  parameters,
  show,
  zeros,
} from "../../src/index.ts";
import { setThreads, startThreads } from "../../src/runtime/index.ts";

const words = 50;

class Tagger extends Module {
  embedding = new Embedding(words, 64);
  output = new Linear(64, 9);
  seen = new Param([words], (shape) => zeros(shape), { trainable: false });
  steps = new Param([], (shape) => zeros(shape), { trainable: false });
  forward(x: Tensor): Tensor {
    return this.output.forward(this.embedding.forward(x).tanh());
  }
}

function setUp(length: number) {
  const model = new Tagger();
  const optimizer = adam(model, { learningRate: 1e-2 });
  const step = compile((x: Tensor, y: Tensor) => {
    model.steps.assign(model.steps.add(1));
    model.seen.assign(model.seen.scatterAdd(x, full([length], 1)));
    return optimizer.minimize(crossEntropy(model.forward(x), y));
  });
  const state = async () =>
    Promise.all([model, optimizer].flatMap((root) => parameters(root).map(([, param]) => param.array())));
  const labels = Int32Array.from({ length }, (_, i) => i % 9);
  const run = (bad?: number) =>
    step(
      Int32Array.from({ length }, (_, i) => (i === length - 3 ? (bad ?? 1) : (i * 7) % words)),
      labels,
    );
  return { model, run, state, step };
}

for (const [length, threads] of [
  [11, 1],
  [2000, 1],
  [2000, 2],
] as const) {
  test(`a bad index rejects the read and changes no state (${length} indices, ${threads} threads)`, async () => {
    setThreads(threads);
    await startThreads();
    const { model, run, state } = setUp(length);
    const first = await run().item();
    const before = await state();
    for (const bad of [words, -1, 2 ** 31 - 1, -(2 ** 31)]) {
      const loss = run(bad);
      await assert.rejects(loss.item(), (error: Error) => {
        assert.ok(error instanceof FaultError);
        assert.match(error.message, /take|scatterAdd/);
        assert.match(error.message, new RegExp(`index ${bad} is out of range`));
        assert.match(error.message, /less than 50/);
        assert.match(error.message, /faults\.test\.\w+:\d+/);
        return true;
      });
      assert.deepEqual(await state(), before);
    }
    assert.equal(await model.steps.item(), 1);
    assert.ok((await run().item()) < first);
    assert.equal(await model.steps.item(), 2);
    setThreads(1);
  });
}

test("a state keeps its value if an index in the value assigned to it is out of range", async () => {
  const table = new Param([4], (shape) => full(shape, 3));
  const places: ((x: Tensor) => Tensor)[] = [
    (x) => table.take(x),
    (x) => table.add(table.take(x)),
    (x) => table.scatterAdd(x, full([4], 2)),
    (x) => full([4], 1).take(x).mul(table),
  ];
  for (const place of places) {
    await table.set(Float32Array.of(1, 2, 3, 4));
    const step = compile((x: Tensor) => {
      table.assign(place(x));
      return table.sum();
    });
    await assert.rejects(step(Int32Array.of(3, 2, 4, 0)).item(), /index 4 is out of range/);
    assert.deepEqual(await table.array(), Float32Array.of(1, 2, 3, 4));
    assert.ok((await step(Int32Array.of(3, 2, 1, 0)).item()) > 0);
  }
});

test("a fault outside of compile rejects its read, and later reads work", async () => {
  const table = full([3, 2], 5);
  const read = (at: number) => table.take(full([2], at).cast("i32"), 0).array();
  await assert.rejects(read(3), FaultError);
  assert.deepEqual(await read(2), Float32Array.of(5, 5, 5, 5));
});

test("show prints a training step, and bisect finds no difference in it, on 1 and 2 threads", async () => {
  for (const threads of [1, 2]) {
    setThreads(threads);
    await startThreads();
    const { run, step, state } = setUp(40);
    await run().item();
    const text = show(step);
    for (const part of ["== graph ==", "== program ==", "== WebAssembly ==", "embedding.weight", "scatterAdd"]) {
      assert.ok(text.includes(part), part);
    }
    const before = await state();
    const tokens = Int32Array.from({ length: 40 }, (_, i) => i);
    assert.equal(
      bisect(
        step,
        tokens,
        tokens.map((i) => i % 9),
      ),
      null,
    );
    assert.deepEqual(await state(), before);
  }
  setThreads(1);
});
