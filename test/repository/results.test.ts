/** Checks that the recorded results of systems meet the current bars and that docs/systems.md is up to date. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import type { System } from "../../models/system.ts";
import { readText, root } from "./sources.ts";

interface Results {
  readonly training: { readonly passed: boolean; readonly bars: readonly Record<string, unknown>[] };
  readonly experiments: Readonly<Record<string, { readonly facts?: object }>>;
}

const has = (file: string) => (id: string) => existsSync(join(root, "models", id, file));
const ids = readdirSync(join(root, "models")).filter(has("system.ts"));

test("all systems have results", () => {
  assert.deepEqual(
    ids.filter((id) => !has("results.json")(id)),
    [],
  );
});

for (const id of ids) {
  test(`the recorded results of ${id} meet its current bars`, async () => {
    const url = new URL(`../../models/${id}/system.js`, import.meta.url);
    const { system } = (await import(url.href)) as { readonly system: System };
    const { training, experiments } = JSON.parse(readText(`models/${id}/results.json`)) as Results;
    const bars = training.bars.map(({ metric, op, value }) => ({ metric, op, value }));
    assert.deepEqual(bars, system.recipes.full.bars, "the results were recorded with other bars");
    assert.ok(training.passed);
    for (const [name, { facts }] of Object.entries(experiments)) assert.equal(typeof facts, "object", name);
    const unknown = Object.keys(experiments).filter((name) => !Object.hasOwn(system.experiments, name));
    assert.deepEqual(unknown, []);
  });
}

test("docs/systems.md is generated from the recorded results", async () => {
  await promisify(execFile)(process.execPath, [join(root, "scripts", "results.mjs"), "--check"]);
});

test("the pages of systems are generated from explanations and recorded facts", async () => {
  await promisify(execFile)(process.execPath, [join(root, "scripts", "pages.mjs"), "--check"]);
});
