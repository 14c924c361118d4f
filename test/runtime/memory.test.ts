import assert from "node:assert/strict";
import { test } from "node:test";
import { OutOfMemoryError } from "../../src/base/errors.ts";
import { Heap } from "../../src/runtime/memory.ts";

for (const shared of [true, false]) {
  test(`${shared ? "a shared" : "an unshared"} memory keeps its contents when it grows`, () => {
    const heap = new Heap(shared, 1000);
    const block = heap.allocate(400, "parameters of MLP");
    heap.view("f32", block.pointer, 100).fill(1.5);
    const large = heap.allocate(20 * 2 ** 20, "scratch of programs");
    assert.deepEqual(heap.view("f32", block.pointer, 100), new Float32Array(100).fill(1.5));
    heap.words[large.pointer / 4 + 5_000_000] = 7;
    assert.equal(heap.view("i32", large.pointer + 20_000_000, 1)[0], 7);
    assert.equal(heap.words.buffer, heap.memory.buffer);
  });
}

test("the error for exhausted memory names the largest holders", () => {
  const heap = new Heap(true, 160);
  heap.allocate(6 * 2 ** 20, "parameters of MLP");
  heap.allocate(2 ** 20, "results");
  assert.throws(
    () => heap.allocate(8 * 2 ** 20, "scratch of programs"),
    (error: unknown) => {
      assert.ok(error instanceof OutOfMemoryError);
      assert.equal(
        error.message,
        [
          "No memory for 8.0 MiB of scratch of programs: 7.0 MiB are in use",
          "  A process has at most 10.0 MiB. The largest holders are parameters of MLP (6.0 MiB), results (1.0 MiB).",
          "  Use smaller batches or sequences.",
        ].join("\n"),
      );
      return true;
    },
  );
  assert.ok(heap.allocate(2 * 2 ** 20, "results"), "the rest can still be used");
});

test("statistics sum block sizes by holder", () => {
  const heap = new Heap(false, 100);
  heap.allocate(100, "a");
  const freed = heap.allocate(1000, "b");
  heap.allocate(100, "a");
  heap.free(freed);
  assert.deepEqual(heap.statistics(), { bytes: 256, peak: 1280, holders: [{ holder: "a", bytes: 256 }] });
});
