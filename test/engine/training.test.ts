/** Training with the whole engine: the same seed gives the same bits on any number of threads and in any process. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { setDeterministic, setThreads } from "../../src/runtime/index.ts";
import { train } from "./trained.ts";

const program = fileURLToPath(new URL("./trained.js", import.meta.url));

function inAnotherProcess(seed: number, threads: number): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, String(seed), String(threads)], {
    encoding: "utf8",
    timeout: 60_000,
  });
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

test("a network learns, and a seed gives the same weights on 1 and 2 threads and in another process", async () => {
  const { digest, losses } = await train(7, 1);
  assert.ok(losses.every(Number.isFinite));
  assert.ok(losses.at(-1)! < 0.8 * losses[0]!, `losses: ${losses}`);
  assert.equal((await train(7, 2)).digest, digest);
  assert.equal((await train(7, 1)).digest, digest);
  assert.equal(inAnotherProcess(7, 2), digest);
  assert.equal(inAnotherProcess(7, 1), digest);
  assert.notEqual((await train(8, 1)).digest, digest);
});

test("a seed gives the same weights on 1 and 2 threads without fused multiply-add", async () => {
  setDeterministic(true);
  try {
    assert.deepEqual(await train(7, 2), await train(7, 1));
  } finally {
    setDeterministic(false);
    setThreads(1);
  }
});
