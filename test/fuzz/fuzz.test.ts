/** Random programs of the public functions in every way of running them; `scripts/fuzz.mjs` runs as many as time allows. */
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

test("random programs are what the reference says, however they run", async () => {
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
