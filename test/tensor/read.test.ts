import assert from "node:assert/strict";
import { test } from "node:test";
import { Tensor, memory, random } from "../../src/tensor/index.ts";
import { assertTensor, countPrograms } from "./helpers.ts";

test("a loop of reads compiles once, for any numbers and random draws in it", async () => {
  const weight = random.normal([4, 4]);
  let h = Tensor.from([[1, 2, 3, 4]]);
  const step = (i: number) =>
    h
      .matmul(weight)
      .mul(1 / (i + 1))
      .add(random.uniform([4]))
      .tanh();
  h = step(0);
  await h.array();
  const programs = await countPrograms(async () => {
    for (let i = 1; i < 50; i++) {
      h = step(i);
      await h.array();
    }
  });
  // The first read includes the initialization of the weight; the next ones use its value.
  assert.ok(programs <= 1, `${programs} programs`);
});

test("values read together are computed together, once", async () => {
  const x = Tensor.from([1, 2, 3]).mul(2);
  const [y, z] = [x.add(1), x.sum()];
  const programs = await countPrograms(async () => {
    assert.deepEqual(await Promise.all([x.array(), y.array(), z.item(), x.array()]), [
      Float32Array.of(2, 4, 6),
      Float32Array.of(3, 5, 7),
      12,
      Float32Array.of(2, 4, 6),
    ]);
    await Promise.all([x.array(), y.array()]);
  });
  assert.equal(programs, 1);
});

test("a read value replaces its computation, also in tensors built from it before", async () => {
  const x = Tensor.from([1, 2]);
  const y = x.exp();
  const z = y.add(1);
  await y.array();
  assert.equal(y.node.op, "input");
  const programs = await countPrograms(async () => assertTensor(z, [2], [Math.E + 1, Math.exp(2) + 1]));
  assert.equal(programs, 1);
  assert.equal(z.node.op, "input");
});

test("a failed read does not affect other reads", async () => {
  const table = Tensor.from([1, 2]);
  const at = (i: number) => table.take(Tensor.from([i], [1], "i32"));
  const [good, bad] = await Promise.allSettled([at(1).item(), at(2).item()]);
  assert.deepEqual(good, { status: "fulfilled", value: 2 });
  assert.equal(bad.status, "rejected");
});

test("timers run during a loop of awaited reads", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  // This may take a while on a busy machine.
  const end = performance.now() + 10_000;
  const x = Tensor.from(1);
  while (ticks < 3 && performance.now() < end) await x.item();
  clearInterval(timer);
  assert.ok(ticks >= 3, `${ticks} ticks`);
});

test("deep graphs do not overflow the stack", async () => {
  let x: Tensor = Tensor.from(0);
  for (let i = 0; i < 500; i++) x = x.add(1);
  assert.equal(await x.item(), 500);
});

test("10,000 reads of h = tanh(h W) compile once and keep memory constant", async () => {
  const size = 32;
  const weight = Tensor.from(
    Float32Array.from({ length: size * size }, (_, i) => Math.sin(i)),
    [size, size],
  );
  let h: Tensor = Tensor.from(new Float32Array(size * size).fill(0.01), [size, size]);
  const run = async (count: number) => {
    for (let i = 0; i < count; i++) {
      h = h.matmul(weight).tanh();
      await h.array();
    }
  };
  await run(2);
  assert.equal(await countPrograms(() => run(5000)), 0);
  const bytes = memory().bytes;
  const resident = process.memoryUsage().rss;
  await run(5000);
  assert.ok(memory().bytes < bytes + 40e6, `live bytes grew by ${memory().bytes - bytes}`);
  assert.ok(
    process.memoryUsage().rss < resident + 100e6,
    `resident memory grew by ${process.memoryUsage().rss - resident}`,
  );
});
