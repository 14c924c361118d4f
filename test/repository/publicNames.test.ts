/** Checks that the reference lists exactly the public exports, and that the built entry has them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { exportsOf, readText, root } from "./sources.ts";

/** Returns the names of one entry in the index of the reference, without members such as `regularizers.l1`. */
function listedNames(index: string, entry: string): string[] {
  const [, list] = index.split(`## Names of ${entry}\n`);
  assert.ok(list !== undefined, `docs/reference/README.md must have a section "Names of ${entry}"`);
  const [section = ""] = list.split("\n## ");
  return [...section.matchAll(/\[`([^`.]+)`\]/g)].map(([, name = ""]) => name).sort();
}

for (const [entry, path] of [
  ["hebb", "src/index.ts"],
  ["hebb/data", "src/data/index.ts"],
] as const) {
  test(`the reference lists exactly the names exported by ${entry}`, () => {
    const exported = exportsOf(path, readText(path)).map(({ name }) => name);
    assert.ok(exported.length > 50, `only ${exported.length} were found`);
    const listed = listedNames(readText("docs/reference/README.md"), entry);
    assert.deepEqual(listed, exported.sort(), "run npm run reference if the change is intended");
  });
}

test("the built entry exports the same values as the sources", async () => {
  const built = Object.keys((await import(pathToFileURL(join(root, "dist", "index.js")).href)) as object);
  const values = exportsOf("src/index.ts", readText("src/index.ts")).filter(({ type }) => !type);
  assert.deepEqual(built.sort(), values.map(({ name }) => name).sort());
});

test("the names of an entry are those of its section, without members", () => {
  const index =
    "## Names of hebb\n\n**G** [`grad`](a.md#grad), [`r.l1`](b.md)\n\n## Names of hebb/data\n\n[`iris`](c.md)\n";
  assert.deepEqual(listedNames(index, "hebb"), ["grad"]);
  assert.deepEqual(listedNames(index, "hebb/data"), ["iris"]);
  assert.throws(() => listedNames(index, "other"));
});
