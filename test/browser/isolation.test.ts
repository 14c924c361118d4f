/** The test server: a page has shared memory only if it is served with isolation headers. */
import assert from "node:assert/strict";
import { basename } from "node:path";
import { test } from "node:test";
import { testInBrowsers, withPage } from "./browsers.ts";
import { serve } from "./serve.ts";

const pages = { "/index.html": "<!doctype html><title>Hebb</title>" };

for (const isolated of [true, false]) {
  const name = `a page ${isolated ? "with" : "without"} isolation headers ${isolated ? "has" : "lacks"} shared memory`;
  testInBrowsers(name, async (browser) => {
    await using server = await serve({ pages, isolated });
    const found = await withPage(browser, async (page) => {
      await page.goto(`${server.url}/index.html`);
      return page.evaluate(() => ({
        isolated: crossOriginIsolated,
        sharedMemory: "SharedArrayBuffer" in globalThis,
        // The empty module, which is valid in every engine with WebAssembly.
        webAssembly: WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),
      }));
    });
    assert.deepEqual(found, { isolated, sharedMemory: isolated, webAssembly: true });
  });
}

test("the server does not serve files outside its folders", async () => {
  await using server = await serve({ folders: { "/files/": import.meta.dirname }, isolated: false });
  const status = async (path: string) => (await fetch(server.url + path)).status;
  assert.equal(await status(`/files/${basename(import.meta.filename)}`), 200);
  assert.equal(await status(`/files/..%2fbrowser%2f${basename(import.meta.filename)}`), 200);
  assert.equal(await status("/files/..%2frepository%2fsources.js"), 404);
  assert.equal(await status("/nothing"), 404);
});
