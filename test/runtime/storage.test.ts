import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { heap } from "../../src/runtime/memory.ts";
import { Storage, endRun } from "../../src/runtime/storage.ts";

test("data is preserved when it moves into and out of WebAssembly memory", () => {
  for (const [dtype, data] of [
    ["f32", Float32Array.of(1.5, -0, Infinity, 3)],
    ["i32", Int32Array.of(1, -2, 2 ** 31 - 1)],
    ["u8", Uint8Array.of(0, 255, 7)],
    ["bool", Uint8Array.of(0, 1)],
    ["f32", new Float32Array(0)],
  ] as const) {
    const storage = Storage.fromHost(dtype, data.slice());
    assert.equal(storage.pointer, 0);
    assert.deepEqual(storage.read(), data);
    const pointer = storage.toWasm();
    assert.ok(pointer > 0 && pointer === storage.toWasm() && pointer === storage.pointer);
    assert.deepEqual(storage.read(), data);
    storage.evict();
    assert.equal(storage.pointer, 0);
    assert.deepEqual(storage.read(), data);
    storage.toWasm();
    storage.write(data.map((x) => x / 2));
    storage.evict();
    assert.deepEqual(
      storage.read(),
      data.map((x) => x / 2),
    );
    storage.release();
  }
});

test("writing a different number of elements is an error", () => {
  assert.throws(() => Storage.allocate("f32", 3, "hidden.weight").write([1, 2]), {
    name: "ArgumentError",
    message: "hidden.weight cannot be set from 2 elements\n  It has 3 elements.",
  });
});

test("memory does not grow over 100,000 results, and live results keep their values", async () => {
  const megabyte = 2 ** 20;
  const kept: Storage[] = [];
  const before = heap().statistics().bytes;
  let most = 0;
  /** Maximum resident memory of the process in the first and in the second half. */
  const resident = [0, 0];
  for (let i = 0; i < 100_000; i++) {
    const storage = Storage.allocate("f32", 4096);
    heap().words[storage.toWasm() / 4] = i;
    if (i % 1000 === 0) kept.push(storage);
    endRun();
    if (i % 100 === 0) most = Math.max(most, heap().statistics().bytes - before);
    if (i % 1000 > 0) continue;
    const half = i < 50_000 ? 0 : 1;
    resident[half] = Math.max(resident[half]!, process.memoryUsage().rss);
    await setImmediate();
  }
  assert.ok(most <= 65 * megabyte, `${most / megabyte} of 1,600 MiB were in use at the same time`);
  const [first, second] = resident.map((bytes) => bytes / megabyte);
  assert.ok(second! - first! < 150, `the process grew from ${first} to ${second} MiB for 800 MiB of results`);
  kept.forEach((storage, i) => assert.equal(new Int32Array(storage.read().buffer)[0], 1000 * i));
});

test("storages that are pinned or used by the current run are not evicted", () => {
  const pinned = Storage.allocate("f32", 1000, "parameters").pin();
  endRun();
  const used = Array.from({ length: 40 }, () => Storage.allocate("f32", 2 ** 20));
  assert.ok(
    used.every(({ pointer }) => pointer > 0),
    "160 MiB of arguments of one run",
  );
  endRun();
  const next = Storage.allocate("f32", 2 ** 20);
  assert.ok(next.pointer > 0 && pinned.pointer > 0);
  assert.ok(used.filter(({ pointer }) => pointer > 0).length < 16, "older storages are evicted");
});

test("data that is needed repeatedly stays in WebAssembly memory", () => {
  const batches = Array.from({ length: 24 }, () => Storage.allocate("f32", 2 ** 20));
  const moves = () => {
    let count = 0;
    for (const batch of batches) {
      if (batch.pointer === 0) count++;
      batch.toWasm();
      endRun();
    }
    return count;
  };
  endRun();
  const rounds = Array.from({ length: 6 }, moves);
  assert.equal(rounds.at(-1), 0, `storages moved back per round: ${rounds.join(", ")}`);
});
