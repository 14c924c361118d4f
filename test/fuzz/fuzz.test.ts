/** Random programs of public functions, run in every mode. `scripts/fuzz.mjs` runs as many as time allows. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setThreads } from "hebb";
import { addThreads } from "../../src/runtime/threads.ts";
import { showRelaxedSimd } from "../engine/fma.ts";
import { count } from "../full.ts";
import { generate } from "./generate.ts";
import { Finding, check } from "./oracles.ts";
import { printed } from "./program.ts";

showRelaxedSimd();
addThreads();
setThreads(1);

test("random programs match the reference in every mode of running them", async () => {
  const seeds = count(8, 40);
  for (let seed = 0; seed < seeds; seed++) {
    const program = generate(seed);
    try {
      await check(program);
    } catch (error) {
      if (!(error instanceof Finding)) throw error;
      assert.fail(`seed ${seed}: ${error.message}\n\n${printed(program)}`);
    }
  }
});
