/**
 * Trainings that are killed at random instants, beside a run that came to its end: that one stays whole, and after signals
 * that can be heeded what was trained is saved.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decodeSafetensors } from "../../src/io/safetensors.ts";
import { count } from "../full.ts";
import { root } from "../repository/sources.ts";
import { hebb } from "./run.ts";

const kills = count(1, 4);
/** Milliseconds: longer than the training takes to begin, and shorter than it takes to end. */
const latest = 2500;

let folder = "";
let good = new Map<string, string>();
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-kills-"));
  const { code } = await hebb(["train", "mlp", "--quick"], { cwd: folder });
  assert.equal(code, 0);
  good = await contentsOf("mlp-1");
});
after(() => rm(folder, { recursive: true }));

async function contentsOf(run: string): Promise<Map<string, string>> {
  const path = join(folder, "runs", run);
  const names = (await readdir(path)).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, name), "base64")] as const)),
  );
}

/** Sends `signal` after a while; resolves to what a shell would say, and what was printed. */
async function killed(signal: NodeJS.Signals): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(root, "bin", "hebb.js"), "train", "mlp"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const timer = setTimeout(() => child.kill(signal), Math.random() * latest);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  return { code, output };
}

for (const [signal, exitCode] of [
  ["SIGKILL", null],
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const) {
  test(`${kills} of ${signal} leave a good run whole`, { skip: process.platform === "win32" }, async () => {
    for (let i = 0; i < kills; i++) {
      const known = new Set(await readdir(join(folder, "runs")));
      const { code, output } = await killed(signal);
      assert.deepEqual(await contentsOf("mlp-1"), good);
      assert.equal(await readFile(join(folder, "runs", "mlp"), "utf8"), "mlp-1\n");
      // Before there is a first line nothing listens to signals yet, and nothing is trained.
      if (exitCode === null || code === null) continue;
      assert.equal(code, exitCode, output);
      const [own] = (await readdir(join(folder, "runs"))).filter((name) => !known.has(name));
      const saved = await contentsOf(own!);
      const record = JSON.parse(Buffer.from(saved.get("result.json")!, "base64").toString()) as { state: string };
      assert.equal(record.state, "stopped");
      if (!output.includes("What was trained is saved.")) continue;
      const bytes = Buffer.from(saved.get("model.safetensors")!, "base64");
      assert.equal(decodeSafetensors(bytes, own!).tensors.size, 6);
    }
  });
}
