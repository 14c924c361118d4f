/** Errors of engines that cannot run programs. A child process removes the missing features. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const library = new URL("../../src/index.js", import.meta.url).href;

/** The error of reading a tensor in a process that has run `first`. */
function errorAfter(first: string): string {
  const program = `
    ${first};
    const { Tensor } = await import(${JSON.stringify(library)});
    await Tensor.from([1, 2]).add(1).array().catch(({ name, message }) => console.log(name + ": " + message));
  `;
  const args = ["--input-type=module", "--eval", program];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 30_000 });
  assert.equal(stderr, "");
  return stdout;
}

const noVectors = `StateError: this JavaScript engine has no WebAssembly SIMD
  Hebb requires 128-bit WebAssembly vectors.
  Use Node 20.19, Chrome 114, Firefox 115, Safari 16.4 or newer, with WebAssembly enabled.
`;

test("an engine without SIMD, or without WebAssembly, is reported as too old", () => {
  assert.equal(errorAfter("WebAssembly.validate = () => false"), noVectors);
  assert.equal(errorAfter("delete globalThis.WebAssembly"), noVectors);
});

test("the error says that compilation is not allowed", () => {
  const forbid = 'WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("not allowed"); } }';
  assert.equal(
    errorAfter(forbid),
    `StateError: WebAssembly cannot be compiled here
  CompileError: not allowed
  If the page has a content-security policy, add 'wasm-unsafe-eval' to its script-src.
`,
  );
});
