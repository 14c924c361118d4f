/**
 * Kills trainings at random times in the folder of a completed run: that run must stay intact, and signals that can be
 * handled must save the trained models.
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
/** Latest time of the signal in milliseconds: after the training has started and before it ends. */
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
  const entries = await readdir(path, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, name), "base64")] as const)),
  );
}

/** Starts a training and sends `signal` at a random time. Resolves to the exit code and the output. */
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
  test(`a completed run survives ${kills} ${signal} of others`, { skip: process.platform === "win32" }, async () => {
    for (let i = 0; i < kills; i++) {
      const known = new Set(await readdir(join(folder, "runs")));
      const { code, output } = await killed(signal);
      assert.deepEqual(await contentsOf("mlp-1"), good);
      assert.equal(await readFile(join(folder, "runs", "mlp"), "utf8"), "mlp-1\n");
      // The process handles signals only after its first line; nothing is trained before.
      if (exitCode === null || code === null) continue;
      assert.equal(code, exitCode, output);
      const [own] = (await readdir(join(folder, "runs"))).filter((name) => !known.has(name));
      const saved = await contentsOf(own!);
      const record = JSON.parse(Buffer.from(saved.get("result.json")!, "base64").toString()) as { state: string };
      assert.equal(record.state, "stopped");
      if (!output.includes("The trained models are saved.")) continue;
      const bytes = Buffer.from(saved.get("model.safetensors")!, "base64");
      assert.equal(decodeSafetensors(bytes, own!).tensors.size, 6);
    }
  });
}
