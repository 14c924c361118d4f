/** Consistency of the records of data sets, the files in data/, their notices and their page. */
import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dataSets } from "../../src/data/node.ts";
import { stateOf } from "../../src/data/files/source.ts";
import { readText, root } from "../repository/sources.ts";

const committed = dataSets.flatMap(({ bundles }) => bundles.filter(({ origin }) => origin.kind === "library"));

test("data/ contains exactly the files of the records, and they are intact", async () => {
  const held = readdirSync(join(root, "data"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "NOTICE.md")
    .map(({ name, parentPath }) =>
      join(parentPath, name)
        .slice(join(root, "data").length + 1)
        .replace(/\.gz$/, ""),
    );
  const recorded = committed.flatMap(({ set, files }) => files.map(({ name }) => join(set, name)));
  assert.deepEqual(held.sort(), recorded.sort());
  for (const bundle of committed) assert.equal((await stateOf(bundle)).state, "intact", bundle.set);
});

test("committed files have a notice and are small", () => {
  const notice = readText("data/NOTICE.md");
  let bytes = 0;
  for (const { set } of committed) {
    assert.ok(notice.includes(`\n| \`${set}\` |`), `${set} is not in data/NOTICE.md`);
    for (const name of readdirSync(join(root, "data", set))) bytes += statSync(join(root, "data", set, name)).size;
  }
  assert.ok(bytes < 3.5e6, `${bytes} bytes`);
  assert.ok((JSON.parse(readText("package.json")) as { files: string[] }).files.includes("data"));
});

test("every set has a unique name and a line in docs/data.md with its license", () => {
  assert.equal(new Set(dataSets.map(({ name }) => name)).size, dataSets.length);
  const lines = readText("docs/data.md").split("\n");
  for (const { name, license, bundles } of dataSets) {
    const line = lines.find((text) => text.startsWith(`| \`${name}\` |`));
    assert.ok(line !== undefined, `${name} is not in docs/data.md`);
    if (bundles.length > 0) assert.ok(line.includes(license.split(" ")[0]!), `${name}: ${license}`);
    for (const { set, files, layout } of bundles) {
      assert.equal(set, name);
      assert.ok(files.length > 0 && files.every(({ sha256, length }) => /^[0-9a-f]{64}$/.test(sha256) && length > 0));
      assert.ok(layout === undefined || layout >= 1);
    }
  }
});
