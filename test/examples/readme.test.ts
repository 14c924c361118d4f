/** The README's first example is the file in examples/, and that runs. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { root } from "../repository/sources.ts";

const read = (path: string) => readFileSync(join(root, path), "utf8");

test("the README shows the example as it is", () => {
  const [, ...code] = read("examples/digits.ts").split("\n");
  assert.ok(read("README.md").includes(code.join("\n").trim()));
});

test("the example learns to read digits", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(root, "build/examples/digits.js")]);
  const accuracy = Number(/accuracy ([\d.]+)/.exec(stdout)?.[1]);
  assert.ok(accuracy > 0.92, stdout);
});
