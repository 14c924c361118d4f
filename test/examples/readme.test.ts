/** Checks that the README shows the files of examples/, and runs them. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "../repository/sources.ts";

const read = (path: string) => readFileSync(join(root, path), "utf8");

/** Output of an example. */
async function output(name: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, `build/examples/${name}.js`)]);
  return stdout;
}

for (const name of ["digits", "fitting", "adding", "gradients"]) {
  test(`the README contains the example ${name}`, () => {
    const [, ...code] = read(`examples/${name}.ts`).split("\n");
    assert.ok(read("README.md").includes(code.join("\n").trim()));
  });
}

test("the examples learn to classify digits", async () => {
  for (const name of ["digits", "fitting"]) {
    const printed = await output(name);
    assert.ok(Number(/accuracy:? ([\d.]+)/.exec(printed)?.[1]) > 0.92, printed);
  }
});

test("the recurrent example learns to add", async () => {
  const errors = [...(await output("adding")).matchAll(/squared error ([\d.e-]+)/g)].map(([, error]) => Number(error));
  assert.equal(errors.length, 7);
  // The sum of two uniform numbers has the variance 1/6.
  assert.ok(errors.at(-1)! < 0.01, errors.join(" "));
});

test("the gradients are those of x³", async () => {
  assert.match(await output("gradients"), /\[ 3, 12, 27 \].*\[ 6, 12, 18 \]/);
});
