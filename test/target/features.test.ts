/** Feature detection finds what every supported Node has, once its flag is set, and probes once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { detect } from "../../src/target/wasm/features.ts";

if (Number(process.versions.node.split(".")[0]) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");

test("vectors, fused multiply-add and threads are found", () => {
  assert.deepEqual(detect(), { simd: true, relaxed: true, threads: true });
  assert.equal(detect(), detect());
});
