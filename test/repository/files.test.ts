/** Checks that every source file begins with a comment on its purpose and is not too long. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readText, typescriptFiles } from "./sources.ts";

const maxLines = 350;
const files = [...typescriptFiles("src"), ...typescriptFiles("models")].map((path) => ({ path, text: readText(path) }));

test("every file begins with a comment of at least five words", () => {
  assert.ok(files.length > 20, `found only ${files.length} files`);
  assert.deepEqual(
    files.filter(({ text }) => headerWords(text) < 5).map(({ path }) => path),
    [],
  );
});

test("the words of a header comment are counted", () => {
  assert.equal(headerWords("/** Adds two numbers. */\nexport {};"), 3);
  assert.equal(headerWords("// One line,\n// and two.\n\n// not this"), 4);
  assert.equal(headerWords("import './x.ts';\n/** too late */"), 0);
});

test(`no file has more than ${maxLines} lines`, () => {
  const lines = files.map(({ path, text }) => ({ path, count: text.trimEnd().split("\n").length }));
  assert.deepEqual(
    lines.filter(({ count }) => count > maxLines).map(({ path, count }) => `${path}: ${count} lines`),
    [],
  );
});

function headerWords(text: string): number {
  const header = /^(?:\/\*[^]*?\*\/|(?:\/\/.*\n)+)/.exec(text)?.[0] ?? "";
  return header.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}
