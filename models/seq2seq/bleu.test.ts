/** BLEU compared with counts by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError } from "hebb";
import { bleu } from "./bleu.ts";

const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 1e-12, `${value}, ${expected}`);

test("BLEU is 1 for equal texts and 0 without a common 4-gram", () => {
  assert.equal(bleu(["无法打开文件"], ["无法打开文件"]), 1);
  assert.equal(bleu(["红色的圆形"], ["无法打开文件"]), 0);
  assert.equal(bleu(["无法打文件"], ["无法打开文件"]), 0);
  assert.equal(bleu([""], ["无法打开文件"]), 0);
});

test("BLEU is the geometric mean of four precisions", () => {
  // 5 of 6 characters, 4 of 5 pairs, 3 of 4, 2 of 3; as long as the reference.
  near(bleu(["abcdex"], ["abcdef"]), ((5 / 6) * (4 / 5) * (3 / 4) * (2 / 3)) ** (1 / 4));
});

test("an n-gram counts at most as often as it occurs in the reference", () => {
  // a: 4 of 8 · aa: 3 of 7 · aaa: 2 of 6 · aaaa: 1 of 5; longer than the reference, which has no penalty.
  near(bleu(["aaaaaaaa"], ["aaaa"]), ((4 / 8) * (3 / 7) * (2 / 6) * (1 / 5)) ** (1 / 4));
});

test("short translations get a brevity penalty", () => {
  near(bleu(["abcd"], ["abcdef"]), Math.exp(1 - 6 / 4));
});

test("counts and lengths of a corpus are summed before they are divided", () => {
  // 4 + 2 of 4 + 4 characters, 3 + 0 of 3 + 3 pairs, 2 + 0 of 2 + 2, 1 + 0 of 1 + 1; 8 characters for 4 + 5.
  const expected = Math.exp(1 - 9 / 8) * ((6 / 8) * (3 / 6) * (2 / 4) * (1 / 2)) ** (1 / 4);
  near(bleu(["abcd", "axbx"], ["abcd", "aybyz"]), expected);
});

test("whitespace is ignored, and code points beyond 16 bits are one character", () => {
  near(bleu(["a b\tcd"], ["ab cd"]), 1);
  near(bleu(["𠀀𠀁𠀂𠀃𠀄x"], ["𠀀𠀁𠀂𠀃𠀄y"]), ((5 / 6) * (4 / 5) * (3 / 4) * (2 / 3)) ** (1 / 4));
});

test("each translation has its reference", () => {
  assert.throws(() => bleu(["a"], []), ArgumentError);
  assert.throws(() => bleu([], []), ArgumentError);
});
