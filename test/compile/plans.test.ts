/** Compares the plans of canonical programs with snapshots. `UPDATE_SNAPSHOTS=1` updates them. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { compileGraph } from "../../src/compile/index.ts";
import { printProgram } from "../../src/compile/ir/print.ts";
import { layerPrograms } from "./layer-programs.ts";
import { programs } from "./programs.ts";
import { webAssembly } from "../../src/target/wasm/index.ts";

const folder = resolve("test/compile/plans");

for (const [name, make] of Object.entries({ ...programs, ...layerPrograms })) {
  test(`the plan of ${name}`, () => {
    const path = resolve(folder, `${name.replaceAll(/[^a-z]+/gi, "-")}.txt`);
    const plan = printProgram(compileGraph(make(), { training: true, target: webAssembly, winograd: true }));
    if (process.env["UPDATE_SNAPSHOTS"] !== undefined) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(path, plan);
    }
    assert.equal(plan, readFileSync(path, "utf8"));
  });
}
