/**
 * Trains the same network with the built bundle in every environment, with bitwise equal results: in Node, in a page,
 * and in a dedicated worker with and without threads. All pages have the strictest content-security policy that works.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { before, test } from "node:test";
import { readText, root } from "../repository/sources.ts";
import { type Browser, type Page, testInBrowsers, withPage } from "./browsers.ts";
import type { Trained } from "./moons.ts";
import { type Site, serve } from "./serve.ts";
import type { Order, Report } from "./worker.ts";

const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
const page = `
  import * as hebb from "/dist/index.js";
  import { train } from "/build/test/browser/moons.js";
  window.workersStarted = 0;
  window.Worker = class extends Worker {
    constructor(...given) {
      super(...given);
      window.workersStarted++;
    }
  };
  window.train = (deterministic) => train(hebb, deterministic);
`;
const pages = {
  "/index.html": '<!doctype html><title>Hebb</title><script type="module" src="/page.js"></script>',
  "/page.js": page,
};

type Changes = Pick<Site, "isolated"> & Partial<Site>;

/** Serves dist/ and the compiled tests, and calls `use` with a page of the site. */
async function onSite<T>(browser: Browser, changes: Changes, use: (page: Page) => Promise<T>): Promise<T> {
  await using server = await serve({
    folders: { "/dist/": join(root, "dist"), "/build/": join(root, "build") },
    headers: { "Content-Security-Policy": policy },
    ...changes,
    pages: { ...pages, ...changes.pages },
  });
  return await withPage(browser, async (opened) => {
    await opened.goto(`${server.url}/index.html`);
    return use(opened);
  });
}

declare global {
  interface Window {
    train(deterministic: boolean): Promise<Trained>;
    workersStarted: number;
  }
}

const inPage = (opened: Page, setting: Setting) =>
  opened.evaluate((deterministic) => window.train(deterministic), setting === "deterministic");

function inWorker(opened: Page, setting: Setting, changes: Partial<Order> = {}): Promise<Report> {
  const deterministic = setting === "deterministic";
  const order: Order = { library: "/dist/index.js", deterministic, sharedSteps: 0, rounds: 1, ...changes };
  return opened.evaluate((given) => {
    const worker = new Worker("/build/test/browser/worker.js", { type: "module" });
    return new Promise<Report>((resolve, reject) => {
      worker.addEventListener("message", ({ data }: MessageEvent<Report>) => resolve(data));
      worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      worker.postMessage(given);
    });
  }, order);
}

/** Trains in a child process of Node, since `deterministic` is a setting of the process. */
function inNode(setting: Setting): Trained {
  const program = join(import.meta.dirname, "node.js");
  const { stdout, stderr } = spawnSync(process.execPath, [program, setting], { encoding: "utf8", timeout: 60_000 });
  assert.equal(stderr, "");
  return JSON.parse(stdout) as Trained;
}

const settings = ["fused", "deterministic"] as const;
type Setting = (typeof settings)[number];

let expected: Record<Setting, Trained>;

before(() => {
  expected = { fused: inNode("fused"), deterministic: inNode("deterministic") };
});

/** A module that contains a relaxed SIMD instruction, f32x4.relaxed_madd. */
const relaxed = [
  [0, 97, 115, 109, 1, 0, 0, 0],
  [1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0],
  [10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11],
].flat();

/**
 * Asserts that the results equal those of Node, with or without fused multiply-add depending on the browser. Asks the
 * browser for this feature rather than the library, in order to test its detection.
 */
async function assertTrained(opened: Page, found: Trained, setting: Setting, threads: number): Promise<void> {
  const canFuse = await opened.evaluate((bytes) => WebAssembly.validate(new Uint8Array(bytes)), relaxed);
  assert.deepEqual(found, { ...expected[canFuse ? setting : "deterministic"], threads });
}

test("the network learns in Node, with and without fused multiply-add", () => {
  const { fused, deterministic } = expected;
  for (const { losses } of [fused, deterministic]) assert.ok(losses.at(-1)! < 0.2 * losses[0]!, `losses: ${losses}`);
  assert.deepEqual([fused.fma, deterministic.fma], [true, false]);
  assert.notEqual(fused.weights, deterministic.weights);
});

for (const isolated of [true, false]) {
  for (const setting of settings) {
    const surrounding = isolated ? "an isolated page" : "a page that is not isolated";
    testInBrowsers(`${surrounding} trains on one thread and starts no worker: ${setting}`, async (browser) => {
      await onSite(browser, { isolated }, async (opened) => {
        await assertTrained(opened, await inPage(opened, setting), setting, 1);
        assert.equal(await opened.evaluate(() => window.workersStarted), 0);
      });
    });
  }
}

for (const setting of settings) {
  testInBrowsers(`a dedicated worker of an isolated page trains with two threads: ${setting}`, async (browser) => {
    await onSite(browser, { isolated: true }, async (opened) => {
      const report = await inWorker(opened, setting, { sharedSteps: 20, rounds: 60 });
      for (const training of report.trainings) await assertTrained(opened, training, setting, 2);
      assert.ok(report.sharedSteps >= 20, `the second thread ran a part of ${report.sharedSteps} steps`);
      assert.equal(report.workersStarted, 1);
    });
  });
}

testInBrowsers("a dedicated worker of a page that is not isolated trains on one thread", async (browser) => {
  await onSite(browser, { isolated: false }, async (opened) => {
    const { trainings, workersStarted } = await inWorker(opened, "fused");
    await assertTrained(opened, trainings[0]!, "fused", 1);
    assert.equal(workersStarted, 0);
  });
});

/** Trains in a dedicated worker in which the library's own workers cannot start. The library tries three times. */
async function assertAlone(opened: Page, order: Partial<Order>, reason: RegExp): Promise<void> {
  const warnings: string[] = [];
  opened.on("console", (message) => message.type() === "warn" && warnings.push(message.text()));
  const { trainings } = await inWorker(opened, "fused", { ...order, sharedSteps: 1, rounds: 5, pause: 500 });
  assert.equal(trainings.length, 5);
  // The number of threads becomes 1 after three workers have failed.
  for (const training of trainings) await assertTrained(opened, training, "fused", training.threads);
  assert.equal(trainings.at(-1)!.threads, 1);
  assert.equal(warnings.length, 1, warnings.join("\n"));
  assert.match(warnings[0]!, reason);
}

testInBrowsers("without worker.js, a dedicated worker trains on one thread and warns", async (browser) => {
  const broken = { "/dist/worker.js": 'import "/nothing.js";' };
  await onSite(browser, { isolated: true, pages: broken }, async (opened) => {
    await assertAlone(opened, {}, /3 workers failed.*worker\.js could not be loaded/);
  });
});

testInBrowsers(
  "with a library from another origin, a dedicated worker trains on one thread and warns",
  async (browser) => {
    await using other = await serve({
      folders: { "/dist/": join(root, "dist") },
      isolated: true,
      headers: { "Access-Control-Allow-Origin": "*" },
    });
    // Firefox also applies worker-src to imports in workers.
    const headers = { "Content-Security-Policy": policy.replaceAll("'self'", `'self' ${other.url}`) };
    await onSite(browser, { isolated: true, headers }, async (opened) => {
      // Firefox creates the worker and then reports a load error without a reason; Chromium throws.
      const reason = browser.name === "Firefox" ? /3 workers failed.*not be loaded/ : /3 workers failed.*SecurityError/;
      await assertAlone(opened, { library: `${other.url}/dist/index.js` }, reason);
    });
  },
);

testInBrowsers("a policy without 'wasm-unsafe-eval' gives an error that names it", async (browser) => {
  const headers = { "Content-Security-Policy": policy.replace(" 'wasm-unsafe-eval'", "") };
  await onSite(browser, { isolated: false, headers }, async (opened) => {
    await assert.rejects(inPage(opened, "fused"), /add 'wasm-unsafe-eval' to its script-src/);
  });
});

testInBrowsers("the page of the documentation trains", async (browser) => {
  const blocks = [...readText("docs/browser.md").matchAll(/^```(html|js)\n(.*?)^```/gms)];
  const [html, script] = ["html", "js"].map((kind) => blocks.find((block) => block[1] === kind)![2]!);
  await using server = await serve({
    folders: { "/hebb/": join(root, "dist", "browser") },
    pages: { "/index.html": `<!doctype html><title></title>${html}`, "/train.js": script! },
    isolated: false,
  });
  await withPage(browser, async (opened) => {
    await opened.goto(`${server.url}/index.html`);
    // The page shows the loss of a training, which starts near log 2.
    await opened.waitForFunction(() => Number(document.title) > 0 && Number(document.title) < 0.3);
  });
});
