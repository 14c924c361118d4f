/** Every source file says what it is for, and is short enough to be read in one go. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readText, typescriptFiles } from "./sources.ts";

const longest = 350;
const files = [...typescriptFiles("src"), ...typescriptFiles("models")].map((path) => ({ path, text: readText(path) }));

test("every file begins with a comment that says what it is for", () => {
  assert.ok(files.length > 20, `only ${files.length} files were found`);
  assert.deepEqual(
    files.filter(({ text }) => headerWords(text) < 5).map(({ path }) => path),
    [],
  );
});

test("the check counts the words of a header", () => {
  assert.equal(headerWords("/** Adds two numbers. */\nexport {};"), 3);
  assert.equal(headerWords("// One line,\n// and two.\n\n// not this"), 4);
  assert.equal(headerWords("import './x.ts';\n/** too late */"), 0);
});

test(`no file has more than ${longest} lines`, () => {
  const lines = files.map(({ path, text }) => ({ path, count: text.trimEnd().split("\n").length }));
  assert.deepEqual(
    lines.filter(({ count }) => count > longest).map(({ path, count }) => `${path}: ${count} lines`),
    [],
  );
});

function headerWords(text: string): number {
  const header = /^(?:\/\*[^]*?\*\/|(?:\/\/.*\n)+)/.exec(text)?.[0] ?? "";
  return header.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}
