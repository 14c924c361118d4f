/** Tests the example page, built by each bundler and without one: it trains on its own thread and in a worker. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { serve } from "../test/browser/serve.ts";
import { readText } from "../test/repository/sources.ts";
import { needsBrowser, onPage, textsOf, waitFor } from "./browser.ts";
import { probe, probed } from "./probe.ts";
import { folder, load, succeed } from "./project.ts";

const node = process.execPath;

/**
 * Trains with both buttons. Repeats training in the worker until a second thread takes part, as steps do not wait for
 * it.
 */
async function assertTrains(url: string): Promise<void> {
  const results = await onPage(url, async (page) => {
    const train = async (button: string) => {
      const before = (await textsOf(page, "#results li")).length;
      await page.click(button);
      await waitFor(page, `document.querySelectorAll("#results li").length > ${before}`);
    };
    await train("#in-page");
    const isShared = () => page.evaluate(() => window.shared === true);
    for (let round = 0; round < 60 && (round === 0 || !(await isShared())); round++) await train("#in-worker");
    assert.ok(await isShared(), "no second thread ran a part of a step");
    return textsOf(page, "#results li");
  });
  const [inPage = "", ...inWorker] = results;
  const [, first, last] = /^in the page, threads 1: loss (\S+) -> (\S+)$/.exec(inPage) ?? assert.fail(inPage);
  assert.ok(Number(last) < 0.3 * Number(first), inPage);
  // The losses are equal in the page and in the worker, with any number of threads.
  const expected = inPage.replace("in the page, threads 1", "in a worker, threads 2");
  for (const result of inWorker) assert.equal(result, expected);
}

/** Serves the build in dist/`name` below the path `base` with cross-origin isolation, and trains. */
async function assertBuilt(name: string, base: string): Promise<void> {
  const built = join(folder, "dist", name);
  await using server = await serve({
    folders: { [base]: built },
    pages: await probed(built, base),
    isolated: true,
  });
  await assertTrains(`${server.url}${base}index.html`);
}

const program = (name: string) => join(folder, "node_modules", name, "bin", "vite.js");

test("Vite 7 builds the page", needsBrowser, async () => {
  await succeed(node, [program("vite7"), "build", "--config", "vite7/vite.config.js"]);
  await assertBuilt("vite7", "/");
});

test("Vite 8 builds the page for a subfolder of a server", needsBrowser, async () => {
  await succeed(node, [program("vite"), "build", "--config", "vite8/vite.config.js"]);
  await assertBuilt("vite8", "/below/");
});

test("webpack 5 builds the page", needsBrowser, async () => {
  await succeed(node, ["webpack/build.js"]);
  await assertBuilt("webpack", "/below/");
});

test("esbuild builds the page, with Hebb's worker next to the bundle", needsBrowser, async () => {
  await succeed(node, ["esbuild/build.js"]);
  await assertBuilt("esbuild", "/below/");
});

interface Vite {
  createServer(config: object): Promise<{
    listen(): Promise<unknown>;
    close(): Promise<void>;
    readonly resolvedUrls: { readonly local: readonly string[] } | null;
  }>;
}

for (const [name, specifier] of [
  ["vite7", "vite7"],
  ["vite8", "vite"],
] as const) {
  test(`the development server of ${name} serves the page`, needsBrowser, async () => {
    const vite = (await load(specifier)) as Vite;
    const first = {
      name: "probe",
      transform: (code: string, id: string) => (/page\/\w+\.js/.test(id) ? probe + code : null),
    };
    const server = await vite.createServer({
      configFile: join(folder, name, "vite.config.js"),
      server: { port: 0, host: "127.0.0.1" },
      plugins: [first],
      logLevel: "error",
    });
    try {
      await server.listen();
      await assertTrains(server.resolvedUrls!.local[0]!);
    } finally {
      await server.close();
    }
  });
}

test("the page works without a bundler", needsBrowser, async () => {
  const source = join(folder, "importmap");
  const pages = { ...(await probed(source, "/below/")), "/below/main.js": probe + readText("consumers/page/main.js") };
  await using server = await serve({
    folders: { "/below/hebb/": join(folder, "node_modules", "hebb", "dist", "browser"), "/below/": source },
    pages,
    isolated: true,
  });
  await assertTrains(`${server.url}/below/index.html`);
});
