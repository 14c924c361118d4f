/** What bundlers of pages make of dist/ by their defaults. */
import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { rolldown } from "rolldown";
import { root } from "../repository/sources.ts";

// Vite, by its defaults, makes a classic script of a worker.
test("the worker can be a classic script", async () => {
  const bundle = await rolldown({
    input: join(root, "dist", "worker.js"),
    platform: "browser",
    onLog: (_, { message }) => assert.fail(message),
  });
  const { output } = await bundle.generate({ format: "iife" });
  await bundle.close();
  assert.equal(output.length, 1);
});

test("no module that a page loads imports one of Node", async () => {
  const seen = new Set<string>();
  const visit = async (name: string): Promise<void> => {
    if (seen.has(name)) return;
    seen.add(name);
    const code = await readFile(join(root, "dist", name), "utf8");
    for (const [, from] of code.matchAll(/\bfrom ?"([^"]+)"|^import ?"([^"]+)"/gm)) {
      assert.ok(from === undefined || !from.startsWith("node:"), `${name} imports ${from}`);
      if (from?.startsWith("./")) await visit(from.slice(2));
    }
  };
  for (const entry of ["index.js", "data.js", "worker.js"]) await visit(entry);
  assert.ok(seen.size > 3 && (await readdir(join(root, "dist"))).length > seen.size);
});
