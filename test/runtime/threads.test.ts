import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FaultError } from "../../src/base/errors.ts";
import type { Nest } from "../../src/compile/ir/program.ts";
import { Executable } from "../../src/runtime/executable.ts";
import { Storage } from "../../src/runtime/storage.ts";
import { setThreads, startThreads, threads } from "../../src/runtime/threads.ts";
import { external, kernel, mapNest, product, program } from "./programs.ts";

function pause(microseconds: number): void {
  const end = performance.now() + microseconds / 1000;
  while (performance.now() < end);
}

test("1, 2 and 3 threads compute the same bits in 2,000 steps with random delays", async () => {
  const [m, n, k] = [62, 50, 33];
  const options = { m, n, k, grain: 12, packA: true };
  const one = product(options);
  const elements = m * n;
  // After the product, kernels with one chunk and with many alternate, so that thread 0 alternately runs ahead and
  // waits.
  const more = [0, 1, 2, 3].map((i) =>
    kernel("map", elements, i % 2 === 0 ? 200 : elements, mapNest(2, 2, [elements], ["exp", "neg", "tanh"])),
  );
  const executable = new Executable({ ...one, steps: [...one.steps, ...more], commit: 6 });
  const fill = (length: number) =>
    Storage.fromHost(
      "f32",
      Float32Array.from({ length }, (_, i) => Math.cos(i)),
    );
  const [a, b, out] = [fill(m * k), fill(n * k), Storage.allocate("f32", elements)];
  const pointers = [a.toWasm(), b.toWasm(), out.toWasm()];
  const step = () => {
    out.write(new Float32Array(elements));
    executable.run(pointers);
    return Buffer.from(out.read().buffer);
  };
  setThreads(1);
  const right = step();
  for (const count of [2, 3]) {
    setThreads(count);
    assert.equal(await startThreads(), count);
    for (let i = 0; i < 1000; i++) {
      if (i % 3 === 0) pause(Math.random() * 100);
      if (!step().equals(right)) assert.fail(`step ${i} differs with ${count} threads`);
    }
  }
  setThreads(1);
  assert.ok(step().equals(right));
});

test("programs alternate while slow threads are still in earlier steps", async () => {
  setThreads(2);
  await startThreads();
  const length = 4096;
  const source = Storage.fromHost(
    "f32",
    Float32Array.from({ length }, (_, i) => i),
  );
  const out = Storage.allocate("f32", length);
  const executables = [1, 2, 7].map(
    (count) =>
      new Executable(
        program({
          buffers: [external(length, 0), external(length, 1)],
          externals: 2,
          steps: Array.from({ length: count }, (_, i) =>
            kernel("negate", length, 64 << i, mapNest(i === 0 ? 0 : 1, 1, [length], ["neg"])),
          ),
        }),
      ),
  );
  for (let i = 0; i < 3000; i++) {
    const which = i % 3;
    out.write(new Float32Array(length));
    executables[which]!.run([source.toWasm(), out.toWasm()]);
    const sign = which === 1 ? 1 : -1;
    const wrong = out.read().findIndex((x, j) => x !== sign * j);
    assert.equal(wrong, -1, `step ${i}`);
  }
});

/** A nest that computes row 0 slowly and traps in row 1, which is out of bounds. */
function trapping(length: number): Nest {
  const nest = mapNest(0, 1, [2, length], ["exp", "tanh", "exp"]);
  const access = { offset: 0, strides: [2 ** 29, 1] };
  const [phase] = nest.phases;
  const expressions = phase!.expressions.map((one) => (one.kind === "load" ? { ...one, access } : one));
  return { ...nest, phases: [{ ...phase!, expressions, stores: phase!.stores.map((one) => ({ ...one, access })) }] };
}

test("a trap in a worker fails the step, and the next step runs", { timeout: 60_000 }, async () => {
  const length = 2 ** 20;
  setThreads(2);
  const buffers = [external(length, 0), external(length, 1)];
  const [from, to] = [Storage.fromHost("f32", new Float32Array(length)), Storage.allocate("f32", length)];
  const pointers = [from.toWasm(), to.toWasm()];
  const failing = new Executable(program({ buffers, externals: 2, steps: [kernel("trap", 2, 1, trapping(length))] }));
  const good = new Executable(
    program({ buffers, externals: 2, steps: [kernel("negate", length, 65_536, mapNest(0, 1, [length], ["exp"]))] }),
  );
  const messages: string[] = [];
  while (!messages.some((message) => message.includes("worker thread trapped")) && messages.length < 50) {
    assert.equal(await startThreads(), 2);
    assert.throws(
      () => failing.run(pointers),
      (error: unknown) => error instanceof FaultError && messages.push(error.message) > 0,
    );
    good.run(pointers);
    assert.ok(to.read().every((x) => x === 1));
  }
  assert.match(messages.at(-1)!, /^A worker thread trapped while it ran the program/);
});

test("setThreads accepts any number of threads and uses at most 32", () => {
  for (const count of [0, 1.5, -1, Number.NaN]) assert.throws(() => setThreads(count), { name: "ArgumentError" });
  setThreads(128);
  assert.ok(threads() === 32 || threads() === 1);
  setThreads(1);
  assert.equal(threads(), 1);
});

const child = fileURLToPath(new URL("./threads-child.js", import.meta.url));

test("a process with workers exits by itself", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [child], { encoding: "utf8", timeout: 30_000 });
  assert.deepEqual([status, stdout, stderr], [0, "2 threads, 300 steps\n", ""]);
});

const taskset = spawnSync("taskset", ["-c", "0", "true"]).status === 0;

test("two threads on one core do not hang", { skip: taskset ? false : "there is no taskset command" }, () => {
  const command = ["-c", "0", process.execPath, child];
  const { status, stdout, stderr } = spawnSync("taskset", command, { encoding: "utf8", timeout: 60_000 });
  assert.deepEqual([status, stdout, stderr], [0, "2 threads, 300 steps\n", ""]);
});
