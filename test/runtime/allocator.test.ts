import assert from "node:assert/strict";
import { test } from "node:test";
import { Allocator, type Block, alignment } from "../../src/runtime/allocator.ts";

/** Pseudorandom integers below n, the same in every run. */
function generator(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}

test("blocks never overlap, are aligned and padded, and all space is released", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = generator(seed);
    const allocator = new Allocator(64);
    allocator.extend(4096 - 64);
    let end = 4096;
    const live = new Map<Block, number>();
    for (let i = 0; i < 2000; i++) {
      if (live.size > 0 && random(100) < 48) {
        const block = [...live.keys()][random(live.size)]!;
        live.delete(block);
        allocator.free(block);
        continue;
      }
      const bytes = random(10) === 0 ? random(20_000) : random(300);
      let block = allocator.allocate(bytes, "test");
      if (!block) {
        const missing = Math.ceil(allocator.missing(bytes) / 4096) * 4096;
        allocator.extend(missing);
        end += missing;
        block = allocator.allocate(bytes, "test");
      }
      assert.ok(block, "there is space after extend(missing)");
      assert.ok(block.pointer % alignment === 0 && block.bytes >= bytes + 16 && block.pointer + block.bytes <= end);
      live.set(block, bytes);
    }
    const sorted = [...live.keys()].sort((a, b) => a.pointer - b.pointer);
    assert.deepEqual([...allocator.blocks()], sorted);
    sorted.reduce((last, block) => (assert.ok(last <= block.pointer), block.pointer + block.bytes), 0);
    assert.equal(
      allocator.bytes,
      sorted.reduce((sum, block) => sum + block.bytes, 0),
    );
    for (const block of sorted) allocator.free(block);
    assert.equal(allocator.allocate(end - 64 - 16, "everything")?.pointer, 64);
  }
});

test("the smallest piece that fits is allocated", () => {
  const allocator = new Allocator(64);
  allocator.extend(64 * 100);
  const blocks = [5, 1, 3, 1, 4, 1].map((lines) => allocator.allocate(lines * 64 - 16, "test")!);
  for (const i of [0, 2, 4]) allocator.free(blocks[i]!);
  assert.equal(allocator.allocate(3 * 64 - 16, "test")!.pointer, blocks[2]!.pointer);
  assert.equal(allocator.allocate(3 * 64 - 16, "test")!.pointer, blocks[4]!.pointer);
});

test("freeing twice is an error", () => {
  const allocator = new Allocator(64);
  allocator.extend(1024);
  const block = allocator.allocate(10, "test")!;
  allocator.free(block);
  assert.throws(() => allocator.free(block), /already free/);
});
