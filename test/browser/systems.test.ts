/**
 * Trains systems by their quick recipes in a dedicated worker of an isolated page, with packed data. They reach their
 * bars, and their weights are equal to those of Node to the last bit.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { hebb } from "../cli/run.ts";
import { full } from "../full.ts";
import { root } from "../repository/sources.ts";
import { browsers, needs, withPage } from "./browsers.ts";
import type { QuickRun } from "./quick-run.ts";
import { type Server, serve } from "./serve.ts";
import { bundledSystems } from "./system-bundles.ts";
import type { SystemOrder } from "./system-worker.ts";

const all = readdirSync(join(root, "models")).filter((id) => existsSync(join(root, "models", id, "system.ts")));
/** Short trainings on data included with Hebb. */
const daily = ["autodiff", "bp", "feedforward"];
const ids = full ? all.sort() : daily;
/** Data sets that the quick recipes need and that are not included with Hebb, from packages of the tests. */
const packages = full ? ["mnist", "brown"] : [];

const [chromium] = browsers as [(typeof browsers)[number]];
const { skip } = needs(chromium);
const timeout = 600_000;

const folder = mkdtempSync(join(tmpdir(), "hebb-systems-"));
after(() => rmSync(folder, { recursive: true }));

/** Packs the data sets for the page. */
async function packData(): Promise<void> {
  for (const words of packages.length > 0 ? [[], packages] : [[]]) {
    const { code, errors } = await hebb(["data", "pack", folder, ...words]);
    assert.deepEqual([code, errors], [0, ""]);
  }
}

/** Starts training all systems in Node, one after another. */
function startNode() {
  const script = join(import.meta.dirname, "systems-node.js");
  return spawn(process.execPath, [script, ...ids], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Returns the result of each system that `child` trains. */
function resultsOf(child: ReturnType<typeof startNode>): ReadonlyMap<string, Promise<QuickRun>> {
  const lines = createInterface({ input: child.stdout });
  const results = new Map<string, Promise<QuickRun>>();
  const ended = once(child, "close").then(([code]) => {
    throw new Error(`training in Node ended with the exit code ${String(code)}`);
  });
  // Reported by the tests that wait for a result.
  ended.catch(() => {});
  for (const id of ids) {
    const found = new Promise<QuickRun>((resolve) => {
      lines.on("line", (line) => {
        const { id: done, result } = JSON.parse(line) as { readonly id: string; readonly result: QuickRun };
        if (done === id) resolve(result);
      });
    });
    results.set(id, Promise.race([found, ended]));
  }
  return results;
}

type Answer = { readonly result: QuickRun } | { readonly error: string };

declare global {
  interface Window {
    answer(given: Answer): Promise<void>;
  }
}

/** Trains a system in a worker of a page on two threads. */
async function inPage(id: string): Promise<QuickRun> {
  const answer = await withPage(chromium, async (page) => {
    await page.goto(`${url}/index.html`);
    let receive: (given: Answer) => void;
    const received = new Promise<Answer>((resolve) => (receive = resolve));
    // A call from the page, because a training may take longer than the limit of one command to the browser.
    await page.exposeFunction("answer", (given: Answer) => receive(given));
    const order: SystemOrder = { threads: 2, data: "/data/" };
    await page.evaluate(
      (path, message) => {
        const worker = new Worker(path, { type: "module" });
        worker.addEventListener("message", ({ data }: MessageEvent<Answer>) => void window.answer(data));
        worker.addEventListener("error", ({ message: error }) => void window.answer({ error }));
        worker.postMessage(message);
      },
      `/systems/${id}.js`,
      order,
    );
    return received;
  });
  if ("error" in answer) throw new Error(`${id} failed in the page: ${answer.error}`);
  return answer.result;
}

let [url, expected]: [string, ReadonlyMap<string, Promise<QuickRun>>] = ["", new Map()];
let server: Server | undefined;
let child: ReturnType<typeof startNode> | undefined;

before(async () => {
  if (skip !== false) return;
  // Runs while the pages train.
  child = startNode();
  expected = resultsOf(child);
  const [modules] = await Promise.all([bundledSystems(ids), packData()]);
  const pages = Object.fromEntries(Object.entries(modules).map(([name, code]) => [`/systems/${name}`, code]));
  // The library starts its workers from the file next to it.
  const worker = await readFile(join(root, "dist", "worker.js"), "utf8");
  server = await serve({
    folders: { "/data/": folder },
    pages: { "/index.html": "<!doctype html><title>Hebb</title>", "/systems/worker.js": worker, ...pages },
    isolated: true,
  });
  ({ url } = server);
});
after(() => {
  child?.kill();
  return server?.[Symbol.asyncDispose]();
});

/**
 * Allowed difference of a metric, absolute and relative. JavaScript does not specify the last bits of Math.exp, Math.log,
 * Math.sin and others, and V8 has changed them; programs of Hebb do not call them.
 */
const tolerance = 1e-12;

/** Asserts that metrics are equal within the tolerance. Returns those that are not equal to the last bit. */
function compareMetrics(found: QuickRun["metrics"], expected: QuickRun["metrics"]): string[] {
  assert.deepEqual(Object.keys(found), Object.keys(expected));
  const differing = Object.keys(found).filter((name) => found[name] !== expected[name]);
  for (const name of differing) {
    const [a, b] = [Number(found[name]), Number(expected[name])];
    assert.ok(Math.abs(a - b) <= tolerance * (1 + Math.abs(b)), `${name}: ${a} in the page, ${b} in Node`);
  }
  return differing;
}

for (const id of ids) {
  test(`Chromium: ${id} reaches its bars, with the weights of Node`, { skip, timeout }, async (context) => {
    const found = await inPage(id);
    assert.deepEqual(found.failed, []);
    const own = await expected.get(id)!;
    assert.deepEqual(found.saved, own.saved);
    const differing = compareMetrics(found.metrics, own.metrics);
    if (differing.length > 0) context.diagnostic(`other last bits of Math functions: ${differing.join(", ")}`);
    assert.deepEqual([found.threads, own.threads], [2, 1]);
    assert.deepEqual([found.fused, own.fused], [true, true]);
  });
}
