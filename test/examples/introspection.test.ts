/** Checks that docs/introspection.md shows the files of examples/, and runs them. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { readText, root } from "../repository/sources.ts";

/** Output of an example. */
async function output(name: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, `build/examples/${name}.js`)]);
  return stdout;
}

for (const name of ["observing", "curvature", "reference", "graphs"]) {
  test(`the page contains the example ${name}`, () => {
    const [, ...code] = readText(`examples/${name}.ts`).split("\n");
    assert.ok(readText("docs/introspection.md").includes(code.join("\n").trim()));
  });
}

test("the README links to the page", () => {
  assert.ok(readText("README.md").includes("(docs/introspection.md)"));
});

test("the example observes values, gradients over time and masks", async () => {
  const printed = await output("observing");
  for (const line of ["recurrent.forgetGate [ 10, 4, 8 ]", "attention [ 4, 10 ]", "dropout.mask [ 4, 8 ]"]) {
    assert.ok(printed.includes(line), line);
  }
  const kept = Number(/kept ([\d.]+)/.exec(printed)?.[1]);
  assert.ok(kept > 0 && kept < 1);
  assert.match(printed, /step by step Float32Array\(10\) \[\n +0\.0/);
});

test("eigenvalues by Lanczos and of the whole matrix agree", async () => {
  const printed = await output("curvature");
  assert.match(printed, /Hessian times \(1, 1\) Float32Array\(2\) \[ 6, 12 \]/);
  const lists = [...printed.matchAll(/Float64Array\(3\) \[([^\]]+)\]/g)].map(([, list]) =>
    list!.split(",").map(Number),
  );
  const [ritz, , all] = lists as [number[], number[], number[]];
  ritz.forEach((value, i) => assert.ok(Math.abs(value - all[i]!) < 1e-4, printed));
});

test("the manual gradient agrees with autodiff within 1e-10", async () => {
  const printed = await output("reference");
  assert.ok(Number(/differ by (\S+)/.exec(printed)?.[1]) < 1e-10, printed);
});

test("the example prints graphs of layers and of operations with gradients", async () => {
  const printed = await output("graphs");
  assert.match(printed, /add \[ 16, 8 \] layers\.2 \[/);
  assert.match(printed, /w, x, mul, reduceSum, exp, loss, .*∂loss\/∂w/);
});
