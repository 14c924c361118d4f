import assert from "node:assert/strict";
import { test } from "node:test";
import { ascii, isAscii } from "../../src/cli/terminal/ascii.ts";

test("the first variable that is set determines the locale", () => {
  assert.equal(isAscii({}), false, "the locale is unknown");
  assert.equal(isAscii({ LANG: "C" }), true);
  assert.equal(isAscii({ LANG: "POSIX", LC_ALL: "" }), true);
  assert.equal(isAscii({ LANG: "C", LC_CTYPE: "en_US.UTF-8" }), false);
  assert.equal(isAscii({ LC_ALL: "C", LC_CTYPE: "en_US.UTF-8" }), true);
  assert.equal(isAscii({ LC_ALL: "C.UTF-8", LANG: "C" }), false);
});

test("marks and Braille are replaced by ASCII characters, and accents are removed", () => {
  assert.equal(ascii("7 ✓ 4 ✗ (9) … ≥ 1 × 2"), "7 v 4 x (9) ... >= 1 x 2");
  assert.equal(ascii("\u2800\u2801\u28ff"), " .@");
  assert.equal(ascii("│┤└─┬━█▀"), "|++-+-# ");
  assert.equal(ascii("Åland, naïve, x²"), "Aland, naive, x2");
  assert.equal(ascii("明月 😀"), "?? ?");
  assert.equal(ascii("plain\n\ttext"), "plain\n\ttext");
});
