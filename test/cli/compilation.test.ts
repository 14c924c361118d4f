/** The command line turns off V8's optimizing compiler while it compiles programs, and only then. */
import assert from "node:assert/strict";
import { syncBuiltinESMExports } from "node:module";
import { after, test } from "node:test";
import v8 from "node:v8";
import { compileQuickly } from "../../src/cli/compilation.ts";
import { type Tensor, compile, ones } from "../../src/index.ts";

const { setFlagsFromString } = v8;
const flags: string[] = [];
v8.setFlagsFromString = (flag) => void flags.push(flag);
syncBuiltinESMExports();
after(() => {
  v8.setFlagsFromString = setFlagsFromString;
  syncBuiltinESMExports();
});

test("V8's optimizing compiler is off during compilation and on afterwards, even if tracing throws", async () => {
  const before = compile((x: Tensor) => x.add(1));
  await before(ones([2])).array();
  assert.equal(flags.length, 0);

  compileQuickly();
  compileQuickly();
  const twice = compile((x: Tensor) => {
    flags.push("traced");
    return x.mul(2);
  });
  assert.deepEqual([...(await twice(ones([2])).array())], [2, 2]);
  await twice(ones([2])).array();
  assert.deepEqual(flags.splice(0), ["--no-opt", "traced", "--opt"]);

  const failing = compile((x: Tensor): Tensor => {
    throw new Error(`mine of ${x.shape}`);
  });
  assert.throws(() => failing(ones([2])), /mine of 2/);
  assert.deepEqual(flags.splice(0), ["--no-opt", "--opt"]);
});
