/** Engines that cannot run programs, played by a process that takes away what they lack. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const library = new URL("../../src/index.js", import.meta.url).href;

/** What a read says in a process that ran `first`. */
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
  Programs of Hebb compute with its 128-bit vectors.
  Use Node 20.19, Chrome 114, Firefox 115, Safari 16.4 or a newer one, with WebAssembly switched on.
`;

test("an engine without vectors, or without WebAssembly, is told to be too old", () => {
  assert.equal(errorAfter("WebAssembly.validate = () => false"), noVectors);
  assert.equal(errorAfter("delete globalThis.WebAssembly"), noVectors);
});

test("a host that forbids to compile is named as such", () => {
  const forbid = 'WebAssembly.Module = class { constructor() { throw new WebAssembly.CompileError("not allowed"); } }';
  assert.equal(
    errorAfter(forbid),
    `StateError: WebAssembly may not be compiled here
  CompileError: not allowed
  If the page has a content-security policy, add 'wasm-unsafe-eval' to its script-src.
`,
  );
});
