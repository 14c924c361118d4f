/** Inputs of looks: defaults, given values, and clear errors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Inputs, chosenInputs } from "./look.ts";
import { text } from "./text.ts";

const inputs = {
  line: { kind: "text", label: text("text", "文本"), value: "abc", longest: 5 },
  rows: { kind: "number", label: text("rows", "行数"), value: 3, min: 0, max: 10, integer: true },
  heat: { kind: "number", label: text("temperature", "温度"), value: 1, min: 0.1, max: 4 },
} as const satisfies Inputs;

test("inputs have their defaults unless they are given", () => {
  assert.deepEqual(chosenInputs(inputs, {}), { line: "abc", rows: 3, heat: 1 });
  assert.deepEqual(chosenInputs(inputs, { line: "日月山", heat: "0.5" }), { line: "日月山", rows: 3, heat: 0.5 });
});

test("wrong inputs are refused", () => {
  assert.throws(() => chosenInputs(inputs, { lines: "a" }), /unknown input lines[^]*The inputs are line, rows, heat/);
  assert.throws(() => chosenInputs(inputs, { line: "" }), /line has 0 characters[^]*1 to 5/);
  assert.throws(() => chosenInputs(inputs, { line: "abcdef" }), /line has 6 characters/);
  assert.throws(() => chosenInputs(inputs, { rows: "2.5" }), /rows was given "2.5"[^]*an integer from 0 to 10/);
  for (const heat of ["", "hot", "5", "NaN", "-1"])
    assert.throws(() => chosenInputs(inputs, { heat }), /from 0.1 to 4/);
});
