/** Checks that ARCHITECTURE.md lists exactly the exports of "hebb", in the sources and in the built entry. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { exportsOf, readText, root } from "./sources.ts";

/** Returns the names in backticks between the two markers. */
function listedNames(text: string): string[] {
  const [, list, ...more] = text.split(/<!-- \/?public names -->/);
  assert.ok(list !== undefined && more.length === 1, "ARCHITECTURE.md must have one list between two markers");
  return [...list.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name).sort();
}

test("ARCHITECTURE.md lists exactly the names exported by src/index.ts", () => {
  const exported = exportsOf("src/index.ts", readText("src/index.ts")).map(({ name }) => name);
  assert.ok(exported.includes("Tensor"), "the entry must at least export Tensor");
  assert.deepEqual(listedNames(readText("ARCHITECTURE.md")), exported.sort());
});

test("the built entry exports the same values as the sources", async () => {
  const built = Object.keys((await import(pathToFileURL(join(root, "dist", "index.js")).href)) as object);
  const values = exportsOf("src/index.ts", readText("src/index.ts")).filter(({ type }) => !type);
  assert.deepEqual(built.sort(), values.map(({ name }) => name).sort());
});

test("the list is read between its markers", () => {
  const text = "`no`\n<!-- public names -->\n`grad`, `Tensor`\n<!-- /public names -->\n`no`";
  assert.deepEqual(listedNames(text), ["Tensor", "grad"]);
  assert.throws(() => listedNames("`Tensor`"));
});
