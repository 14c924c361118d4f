import assert from "node:assert/strict";
import { test } from "node:test";
import { Param, Tensor, compile, full, grad, ones, random, training, zeros } from "../../src/tensor/index.ts";
import { assertTensor, countPrograms } from "./helpers.ts";

const counter = (start = 0) => new Param([], (shape) => full(shape, start), { trainable: false });

test("typed arrays and numbers are inputs; strings and booleans are constants of the program", async () => {
  let traces = 0;
  const step = compile((x: Tensor, options: { scale: Tensor; on: boolean }, mode: string) => {
    traces++;
    const scaled = options.on ? x.mul(options.scale) : x;
    return mode === "sum" ? scaled.sum() : scaled.max();
  });
  assert.equal(await step(Float32Array.of(1, 2), { scale: 3, on: true }, "sum").item(), 9);
  assert.equal(await step(Tensor.from([3, 4]), { scale: Tensor.from(5), on: true }, "sum").item(), 35);
  assert.equal(traces, 1);
  assert.equal(await step(Float32Array.of(1, 2), { scale: 3, on: false }, "sum").item(), 3);
  assert.equal(await step(Float32Array.of(1, 2), { scale: 3, on: true }, "max").item(), 6);
  assert.equal(await step(Float32Array.of(1, 2, 3), { scale: 3, on: true }, "max").item(), 9);
  assert.equal(traces, 4);
});

test("a typed array is copied by the call and may be reused", async () => {
  const step = compile((x: Tensor) => x.add(1));
  const data = Float32Array.of(1);
  const first = step(data);
  data[0] = 10;
  const second = step(data);
  assert.deepEqual([await first.item(), await second.item()], [2, 11]);
});

test("results have the structure returned by the function and stay valid", async () => {
  const step = compile((x: Tensor) => ({ all: [x.mul(2), x.sum()], none: null, text: "a", same: x }));
  const results = [1, 2, 3].map((value) => step(new Float32Array(100).fill(value)));
  assert.deepEqual([results[0]!.none, results[0]!.text], [null, "a"]);
  for (const [i, { all, same }] of results.entries()) {
    assert.equal((await all[0]!.array())[99], 2 * (i + 1));
    assert.equal(await all[1]!.item(), 100 * (i + 1));
    assert.equal((await same.array())[0], i + 1);
  }
  const again = step(results[0]!.all[0]!);
  assert.equal(await again.all[1]!.item(), 200);
});

test("tensors of the enclosing scope are captured and computed once", async () => {
  const table = Tensor.from([1, 2, 3]);
  const doubled = table.mul(2);
  const step = compile((x: Tensor) => doubled.add(x));
  await assertTensor(step(1), [3], [3, 5, 7]);
  assert.notEqual(doubled.source, null);
  await assertTensor(step(2), [3], [4, 6, 8]);
});

test("a captured tensor keeps the parameter's value from when it was computed, or becomes stale", async () => {
  const param = counter(1);
  const doubled = param.mul(2);
  const increment = compile(() => param.assign(param.add(1)));
  const use = compile(() => doubled.add(0));
  assert.equal(await use().item(), 2);
  assert.throws(
    () => compile(() => (param.assign(param.add(1)), doubled.add(0)))(),
    /^StateError: a compiled function assigns parameter and uses a tensor computed from it outside/,
  );
  increment();
  const message = /a tensor was computed from parameter, which has changed since/;
  assert.throws(() => use(), message);
  await assert.rejects(doubled.array(), message);
  assert.throws(() => compile(() => doubled.add(0))(), message);
  assert.equal(await param.mul(2).item(), 4);
});

test("a parameter reads as its last assigned value; all assignments take effect together at the end", async () => {
  const [a, b] = [counter(1), counter(2)];
  const step = compile(() => {
    const before = a.add(0);
    a.assign(b);
    b.assign(before);
    const now = a.mul(10);
    a.assign(a.add(100));
    return [now, a, b];
  });
  const [now, lastA, lastB] = step();
  assert.deepEqual([await now!.item(), await lastA!.item(), await lastB!.item()], [20, 102, 1]);
  assert.deepEqual([await a.item(), await b.item()], [102, 1]);
});

test("a parameter passed as an argument has its value at entry", async () => {
  const param = new Param([2], () => Tensor.from([1, 2]));
  const step = compile((x: Tensor) => {
    param.assign(param.mul(2));
    return x.add(0);
  });
  await assertTensor(step(param), [2], [1, 2]);
  await assertTensor(param, [2], [2, 4]);
});

test("calls run at once and in order; reads see the state at the time of the call", async () => {
  const param = counter();
  const step = compile(() => {
    param.assign(param.add(1));
    return param.mul(1);
  });
  const lazy = param.mul(10);
  const before = lazy.item();
  const calls = [step(), step(), step()];
  const direct = param.item();
  step();
  assert.equal(await before, 0);
  assert.equal(await direct, 3);
  assert.deepEqual(await Promise.all(calls.map((call) => call.item())), [1, 2, 3]);
});

test("a failed run rejects its reads and changes no state, and the next run works", async () => {
  const param = counter();
  const table = Tensor.from([5, 6, 7]);
  const step = compile(function lookUp(i: Tensor) {
    param.assign(param.add(1));
    return [table.take(i), param];
  });
  assert.equal(await step(Int32Array.of(1))[0]!.item(), 6);
  const failed = step(Int32Array.of(9));
  const message =
    /result of run 2 of lookUp compiled at compile\.test\.\w+:\d+, which failed\n\n  take.*index 9 is out of range/s;
  await assert.rejects(failed[0]!.array(), message);
  await assert.rejects(failed[1]!.add(1).item(), message);
  assert.throws(() => step(failed[0]!.cast("i32")), message);
  assert.equal(await param.item(), 1);
  assert.equal(await step(Int32Array.of(2))[1]!.item(), 2);
});

test("an error while tracing leaves parameters as they were", async () => {
  const param = counter(3);
  const step = compile(() => {
    param.assign(param.add(1));
    throw new RangeError("mine");
  });
  assert.throws(() => step(), /mine/);
  assert.equal(await param.add(0).item(), 3);
});

test("a compiled function called in another becomes part of its program", async () => {
  const inner = compile((x: Tensor, y: Tensor) => x.mul(y));
  const outer = compile((x: Tensor) => inner(x, 3).add(1));
  assert.equal(await countPrograms(async () => assert.equal(await outer(2).item(), 7)), 1);
});

test("training() is true if a trainable parameter is assigned, or as the option says", async () => {
  const param = new Param([], (shape) => zeros(shape));
  const statistic = counter();
  const mode = () => training().cast("f32");
  const trains = compile(() => {
    param.assign(param.add(1));
    return mode();
  });
  const tracks = compile(() => {
    statistic.assign(statistic.add(1));
    return mode();
  });
  assert.equal(await trains().item(), 1);
  assert.equal(await tracks().item(), 0);
  assert.equal(await compile(mode, { training: true })().item(), 1);
  assert.equal(await mode().item(), 0);
});

test("draws differ between runs and functions, and restart with the seed", async () => {
  const draw = () => compile((x: Tensor) => [random.uniform([3]).add(x), random.uniform([3])]);
  const rows = async () => {
    const [f, g] = [draw(), draw()];
    const tensors = [...f(0), ...f(0), ...f(new Float32Array(3)), ...g(0), random.uniform([3])];
    return Promise.all(tensors.map(async (tensor) => String(await tensor.array())));
  };
  random.seed(5);
  const first = await rows();
  assert.equal(new Set(first).size, 9);
  random.seed(5);
  assert.deepEqual(await rows(), first);
  random.seed(0);
});

test("a warning after 8 forms names the axis that changes; 16 programs are kept", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  let traces = 0;
  const step = compile((x: Tensor) => {
    traces++;
    return x.sum();
  });
  for (let length = 1; length <= 20; length++) step(new Float32Array(length));
  assert.equal(traces, 20);
  for (let length = 20; length > 4; length--) step(new Float32Array(length));
  assert.equal(traces, 20);
  step(new Float32Array(1));
  assert.equal(traces, 21);
  assert.equal(warn.mock.callCount(), 1);
  assert.match(
    String(warn.mock.calls[0]!.arguments[0]).replace(/compile\.test\.\w+:\d+/, "HERE"),
    /^the function compiled at HERE was compiled for 9 forms of its arguments: axis 0 of argument 0, first of shape \[1\], had lengths 1, 2, 3, 4, 5, 6, 7, 8, 9\.\n/,
  );
});

test("a step trains: gradient descent on a line", async () => {
  const weight = new Param([2], (shape) => zeros(shape));
  const step = compile((x: Tensor, y: Tensor) => {
    const loss = x.matmul(weight).sub(y).square().mean();
    weight.assign(weight.sub(grad(loss, [weight])[0].mul(0.1)));
    return loss;
  });
  const x = Tensor.from([
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  const y = Tensor.from([2, -1, 1]);
  let loss = Infinity;
  for (let i = 0; i < 300; i++) loss = await step(x, y).item();
  assert.ok(loss < 1e-8);
  await assertTensor(weight, [2], [2, -1], 1e-3);
});

test("a parameter that is only assigned, and an unused argument", async () => {
  const param = counter();
  const step = compile((_: Tensor, y: Tensor) => {
    param.assign(y);
  });
  assert.equal(step(ones([3]), 4), undefined);
  assert.equal(await param.item(), 4);
});
