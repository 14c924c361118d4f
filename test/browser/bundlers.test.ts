/** The files of dist/ for pages with and without a bundler. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { root } from "../repository/sources.ts";

// By default Vite converts a worker to a classic script.
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

const dist = join(root, "dist");
const browser = join(dist, "browser");

/** The imports of `code`, which may be minified. */
function importsIn(code: string): string[] {
  const found = code.matchAll(/\bfrom ?["'`]([^"'`]+)["'`]|\bimport ?["'`]([^"'`]+)["'`]/g);
  return Array.from(found, ([, from, alone]) => from ?? alone!);
}

/** The modules that a page loads from `folder`. Asserts that they import no module of Node. */
async function loaded(folder: string, entries: readonly string[]): Promise<Set<string>> {
  const seen = new Set<string>();
  const visit = async (name: string): Promise<void> => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const from of importsIn(await readFile(join(folder, name), "utf8"))) {
      assert.ok(!from.startsWith("node:"), `${name} imports ${from}`);
      if (from.startsWith("./")) await visit(from.slice(2));
    }
  };
  for (const entry of entries) await visit(entry);
  return seen;
}

test("no module that a page loads imports a module of Node", async () => {
  const seen = await loaded(dist, ["index.js", "data.js", "worker.js"]);
  assert.ok(seen.size > 3 && (await readdir(dist)).length > seen.size);
});

test("dist/browser/ contains exactly the modules that pages load and their source maps", async () => {
  const seen = await loaded(browser, ["index.js", "data.js", "worker.js"]);
  const expected = Array.from(seen).flatMap((name) => [name, `${name}.map`]);
  assert.deepEqual((await readdir(browser)).sort(), expected.sort());
});

test("the worker is a single file", async () => {
  for (const folder of [dist, browser])
    assert.deepEqual(importsIn(await readFile(join(folder, "worker.js"), "utf8")), []);
});

/** Limit in bytes with gzip, slightly more than half of the modules loaded by dist/index.js. */
const limit = 150_000;

test(`a page without a bundler loads at most ${limit} bytes`, async (context) => {
  const names = await loaded(browser, ["index.js"]);
  const sizes = Array.from(names, (name) => gzipSync(readFileSync(join(browser, name)), { level: 9 }).length);
  const bytes = sizes.reduce((total, size) => total + size, 0);
  context.diagnostic(`${bytes} bytes in ${names.size} files`);
  assert.ok(bytes <= limit, `${bytes} bytes`);
});

test("minified classes and functions keep their names", async () => {
  const whole = (await import(pathToFileURL(join(dist, "index.js")).href)) as Record<string, unknown>;
  const minified = (await import(pathToFileURL(join(browser, "index.js")).href)) as Record<string, unknown>;
  assert.deepEqual(Object.keys(minified), Object.keys(whole));
  const renamed = Object.entries(minified).filter(
    ([name, value]) => typeof value === "function" && value.name !== name,
  );
  assert.deepEqual(renamed, []);
});
