import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeCsv, numberIn } from "../../src/data/csv.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

test("lines are split into cells for any line ending", () => {
  assert.deepEqual(decodeCsv(bytes("a,b\r\n1,\n2,x y\n"), "t.csv"), [
    ["a", "b"],
    ["1", ""],
    ["2", "x y"],
  ]);
});

test("an error names a line that is too short or too long", () => {
  assert.throws(
    () => decodeCsv(bytes("a,b\n1\n"), "t.csv"),
    /^DataError: line 2 of t.csv has 1 cells\n {2}Every line must have as many as the first: 2\.$/,
  );
});

test("a cell without a number is rejected", () => {
  assert.equal(numberIn("-2.5e1", "t.csv"), -25);
  for (const cell of ["", " ", "x", "1x", "Infinity"]) {
    assert.throws(() => numberIn(cell, "t.csv"), /^DataError: ".*" in t.csv is not a number$/, cell);
  }
});
