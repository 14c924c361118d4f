/** Data sets in pages: packed arrays of a server, with and without content encoding, and files that a user chose. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import type * as Data from "../../src/data/index.ts";
import { hebb } from "../cli/run.ts";
import { full } from "../full.ts";
import { root } from "../repository/sources.ts";
import { type Browser, testInBrowsers, withPage } from "./browsers.ts";
import { serve } from "./serve.ts";

const folder = mkdtempSync(join(tmpdir(), "hebb-packed-"));
after(() => rmSync(folder, { recursive: true }));

before(async () => {
  if (!full) return;
  const { code, errors } = await hebb(["data", "pack", folder, "iris", "wine"]);
  assert.deepEqual([code, errors], [0, ""]);
  const wine = join(folder, "wine.bin.gz");
  writeFileSync(wine, readFileSync(wine).subarray(0, 3000));
});

declare global {
  interface Window {
    data: typeof Data;
  }
}

const pages = {
  "/index.html": '<!doctype html><title>Hebb</title><script type="module" src="/page.js"></script>',
  "/page.js": 'window.data = await import("/dist/data.js");',
};

/** Loads a set in a page. Returns the first measurements, or the message of the error. */
async function loaded(browser: Browser, source: string, set: "iris" | "wine" | "penguins" = "iris"): Promise<string> {
  await using server = await serve({
    pages,
    folders: { "/dist/": join(root, "dist"), "/data/": folder, "/original/": join(root, "data") },
    isolated: false,
  });
  // A server that declares its files as encoded by gzip, so that the browser decompresses them.
  const headers = { "Content-Encoding": "gzip", "Access-Control-Allow-Origin": "*" };
  await using encoding = await serve({ folders: { "/": folder }, isolated: false, headers });
  return await withPage(browser, async (page) => {
    await page.goto(`${server.url}/index.html`);
    await page.waitForFunction("window.data !== undefined");
    return page.evaluate(
      async (kind, encoded, name) => {
        const { data } = window;
        if (kind === "packed") data.setDataSource(data.packedSource("/data/"));
        if (kind === "encoded") data.setDataSource(data.packedSource(encoded));
        if (kind === "files") {
          const content = await (await fetch("/original/iris/iris.csv")).blob();
          data.setDataSource(data.fileSource([new File([content], "iris.csv")]));
        }
        return data[name]().then(
          ({ all }) => Array.from(all.fields[0]!.data.subarray(0, 4), (value) => value.toFixed(1)).join(),
          (error: unknown) => String(error),
        );
      },
      source,
      encoding.url,
      set,
    );
  });
}

for (const source of ["packed", "encoded", "files"]) {
  testInBrowsers(`a data set loads from ${source}`, async (browser) => {
    assert.equal(await loaded(browser, source), "5.1,3.5,1.4,0.2");
  });
}

testInBrowsers(
  "data sets that are truncated, missing or without a source are refused with the reason",
  async (browser) => {
    assert.match(await loaded(browser, "packed", "wine"), /^DataError: \/data\/wine\.bin\.gz cannot be decompressed\n/);
    assert.match(await loaded(browser, "packed", "penguins"), /^DataError: .* \/data\/penguins\.bin\.gz: .*status 404/);
    assert.match(await loaded(browser, "encoded", "wine"), /^DataError: .*\/wine\.bin\.gz/);
    assert.match(await loaded(browser, "none"), /^DataError: the data set iris has no source\n/);
  },
);
