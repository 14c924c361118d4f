/** Limits of memory: typed errors before anything is computed, and sizes beyond a single JavaScript array. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import {
  ArgumentError,
  OutOfMemoryError,
  arange,
  compile,
  ones,
  Param,
  random,
  ShapeError,
  sort,
  type Tensor,
  zeros,
} from "../../src/index.ts";
import { root } from "../repository/sources.ts";

const isNode20 = process.platform === "linux" && process.version.startsWith("v20.");
const huge = [100_000, 100_000];

test("tensors larger than any memory", async () => {
  const tries: (() => unknown)[] = [
    () => zeros(huge).array(),
    () => zeros([2 ** 31 - 1]).array(),
    () => compile((x: Tensor) => x.add(zeros(huge)))(ones([1])),
    () => new Param(huge, (shape) => zeros(shape)).array(),
    () => sort(zeros([2 ** 30])).values.array(),
  ];
  for (const run of tries) {
    await assert.rejects(async () => run(), OutOfMemoryError);
  }
});

test("shapes with more elements than a loop can count", () => {
  for (const make of [
    () => zeros([2 ** 31]),
    () => zeros([1e300]),
    () => ones([100_000, 100_000, 100_000]),
    () =>
      ones([100_000, 1])
        .reshape([-1, 1])
        .expand([100_000, 2 ** 31]),
    () => random.normal([100_000, 100_000]),
  ]) {
    assert.throws(make, ShapeError);
  }
  assert.throws(() => arange(1e10), ArgumentError);
});

test("more elements than an array can hold, and more chunks than can be counted at the usual size", async () => {
  assert.equal(await ones([70_000, 66_000]).mean().item(), 1);
});

test("one read runs out of memory, and the next one works", async () => {
  await assert.rejects(zeros(huge).array(), OutOfMemoryError);
  assert.deepEqual([...(await ones([2]).array())], [1, 1]);
});

const library = `import { ones } from ${JSON.stringify(join(root, "dist", "node.js"))};
try {
  console.log(await ones([300, 300]).matmul(ones([300, 300])).sum().item());
} catch (error) {
  console.log(error.message);
}
process.exit();`;

function child(args: readonly string[], kilobytes?: number): string {
  const command = [process.execPath, ...args, "--input-type=module", "-e", library];
  const limit = kilobytes === undefined ? "" : `ulimit -v ${kilobytes}; `;
  const shell = ["-c", `${limit}exec "$@" 2>/dev/null`, "sh", ...command];
  return execFileSync("/bin/sh", shell, { encoding: "utf8" }).trim();
}

test(
  "a process with little address space",
  { skip: !isNode20 && "later versions of Node reserve more address space than this for themselves" },
  () => {
    assert.match(child([], 6_000_000), /^No address space for WebAssembly: .*\n  Raise the limit \(ulimit -v\)/);
    assert.equal(child(["--disable-wasm-trap-handler"], 6_000_000), "27000000");
  },
);

test("a process without permission to start workers computes on one thread", () => {
  assert.equal(child([isNode20 ? "--experimental-permission" : "--permission", "--allow-fs-read=*"]), "27000000");
});
