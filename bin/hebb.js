#!/usr/bin/env node
// The command `hebb`. It only prepares the engine and hands over to the built command line.
import { existsSync } from "node:fs";
import { setFlagsFromString } from "node:v8";

// A module whose one function is f32x4.relaxed_madd. Node 20 has it, behind a flag of V8, which must be set before the
// library asks what there is; it holds for workers too.
const fusedMultiplyAdd = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
  ...[0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b],
  ...[0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02, 0x0b],
);
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
