import assert from "node:assert/strict";
import { test } from "node:test";
import { foldIn, keyOf, permutation, threefry2x32 } from "../../src/base/threefry.ts";

test("threefry2x32 matches the known-answer tests of Random123", () => {
  const ones = 0xffffffff;
  assert.deepEqual(threefry2x32([0, 0], [0, 0]), [0x6b200159, 0x99ba4efe]);
  assert.deepEqual(threefry2x32([ones, ones], [ones, ones]), [0x1cb996fc, 0xbb002be7]);
  const pi = threefry2x32([0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3]);
  assert.deepEqual(pi, [0xc4923a9c, 0x483df7a0]);
});

test("a key holds all 64 bits of its seed, and foldIn changes it", () => {
  assert.deepEqual(keyOf(0), [0, 0]);
  assert.deepEqual(keyOf(2 ** 32 * 5 + 7), [5, 7]);
  assert.deepEqual(keyOf(-1), [0xffffffff, 0xffffffff]);
  assert.notDeepEqual(foldIn(keyOf(0), 0), foldIn(keyOf(0), 1));
  assert.notDeepEqual(foldIn(keyOf(0), 1), foldIn(keyOf(1), 0));
});

test("a permutation contains every index once and depends on the key only", () => {
  for (const length of [0, 1, 2, 17, 1000]) {
    const order = permutation(length, keyOf(3));
    assert.deepEqual(
      [...order].sort((a, b) => a - b),
      Array.from({ length }, (_, i) => i),
    );
    assert.deepEqual(order, permutation(length, keyOf(3)));
  }
  assert.notDeepEqual(permutation(100, keyOf(1)), permutation(100, keyOf(2)));
});

test("all permutations of four elements are equally likely", () => {
  const counts = new Map<string, number>();
  const draws = 24_000;
  for (let seed = 0; seed < draws; seed++) {
    const order = permutation(4, keyOf(seed)).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  const expected = draws / 24;
  let chiSquared = 0;
  for (const count of counts.values()) chiSquared += (count - expected) ** 2 / expected;
  assert.equal(counts.size, 24);
  assert.ok(chiSquared < 49.7, `chi-squared with 23 degrees of freedom is ${chiSquared}, over 49.7 (p = 0.001)`);
});
