#!/usr/bin/env node
// The command `hebb`. It only prepares the engine and hands over to the built command line.
import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

// A module whose one function is f32x4.relaxed_madd. Node 20 hides it behind a flag of V8, which must be set before the
// library asks what there is; it holds for workers too.
const fusedMultiplyAdd = Buffer.from("AGFzbQEAAAABCAFgA3t7ewF7AwIBAAoNAQsAIAAgASAC/YUCCw==", "base64");
if (!WebAssembly.validate(fusedMultiplyAdd)) setFlagsFromString("--experimental-wasm-relaxed-simd");

const commandLine = new URL("../dist/cli.js", import.meta.url);
if (existsSync(commandLine)) {
  const { main } = await import(commandLine.href);
  await main(process.argv.slice(2));
} else {
  console.error(
    "error: Hebb is not built: run `npm run build` in its folder, or `npm start`, which does it by itself.",
  );
  process.exitCode = 1;
}
