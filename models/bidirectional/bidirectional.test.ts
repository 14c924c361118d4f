/** Both directions read what they should and nothing else, and words are tagged better by both, above all where the next word tells. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { train } from "../conduct.ts";
import { Run } from "../run.ts";
import { system } from "./system.ts";

test("the quick recipe reaches its bars", async () => {
  const { bars } = await train(system, new Run({ quick: true, seed: 1 }));
  assert.deepEqual(
    bars.filter(({ passed }) => !passed),
    [],
  );
});
