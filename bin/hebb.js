#!/usr/bin/env node
// The command `hebb`. It only prepares the engine and hands over to the built command line, which it has built anew where
// it belongs to a clone whose sources are newer.
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";

// A module whose one function is f32x4.relaxed_madd. Node 20 hides it behind a flag of V8, which must be set before the
// library asks what there is; it holds for workers too.
const fusedMultiplyAdd = Buffer.from("AGFzbQEAAAABCAFgA3t7ewF7AwIBAAoNAQsAIAAgASAC/YUCCw==", "base64");
if (!WebAssembly.validate(fusedMultiplyAdd)) setFlagsFromString("--experimental-wasm-relaxed-simd");

const builder = new URL("../scripts/build.mjs", import.meta.url);
if (existsSync(builder) && !((await isCurrent()) || build())) {
  console.error("error: Hebb could not be built from its sources (see above).");
  process.exitCode = 1;
} else {
  const { main } = await import(new URL("../dist/cli.js", import.meta.url).href);
  await main(process.argv.slice(2));
}

async function isCurrent() {
  const { isStale } = await import("../scripts/stale.mjs");
  return !isStale();
}

/** What the builder says goes where errors go: the output may be read by a program. */
function build() {
  return spawnSync(process.execPath, [fileURLToPath(builder)], { stdio: ["ignore", 2, 2] }).status === 0;
}
