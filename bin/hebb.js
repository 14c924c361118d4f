#!/usr/bin/env node
// The command `hebb`: sets a flag of V8 and runs the built command line. In a clone, rebuilds it first if the sources
// are newer.
import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";

// A module with one function, f32x4.relaxed_madd. Node 20 requires a V8 flag for it, which must be set before the
// library detects the features of the engine. The flag also applies to workers.
const fusedMultiplyAdd = Buffer.from("AGFzbQEAAAABCAFgA3t7ewF7AwIBAAoNAQsAIAAgASAC/YUCCw==", "base64");
if (!WebAssembly.validate(fusedMultiplyAdd)) setFlagsFromString("--experimental-wasm-relaxed-simd");

const builder = new URL("../scripts/build.mjs", import.meta.url);
if (existsSync(builder) && !((await isCurrent()) || build())) {
  console.error(
    "error: Hebb could not be built from its sources (see above). Fix the errors and run the command again.",
  );
  process.exitCode = 1;
} else {
  const { main } = await import(new URL("../dist/cli.js", import.meta.url).href);
  await main(process.argv.slice(2));
}

async function isCurrent() {
  const { isStale } = await import("../scripts/stale.mjs");
  return !isStale();
}

/** Builds dist/. The output of the build goes to stderr, since a program may read stdout. */
function build() {
  return spawnSync(process.execPath, [fileURLToPath(builder)], { stdio: ["ignore", 2, 2] }).status === 0;
}
