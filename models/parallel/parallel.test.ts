/** The scan is the loop, in values and gradients. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { train } from "../conduct.ts";
import { Run } from "../run.ts";
import { system } from "./system.ts";

test("the quick recipe reaches its bars", async () => {
  const result = await train(system, new Run({ quick: true, seed: 1 }));
  console.log(result);
  assert.deepEqual(
    result.bars.filter(({ passed }) => !passed),
    [],
  );
});
