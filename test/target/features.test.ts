/** Feature detection finds the features of all supported Node versions, with the flag set, and caches the result. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { detect } from "../../src/target/wasm/features.ts";

if (Number(process.versions.node.split(".")[0]) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");

test("vectors, fused multiply-add and threads are detected", () => {
  assert.deepEqual(detect(), { simd: true, relaxed: true, threads: true });
  assert.equal(detect(), detect());
});
