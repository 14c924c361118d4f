/** Trainings that are killed at a random time and resumed in a new process end with the same metrics and weights. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { System } from "../../models/system.ts";
import { count, full } from "../full.ts";
import { root } from "../repository/sources.ts";
import { hebb } from "./run.ts";

/** Seconds between two snapshots: many in a quick training. */
const every = 0.1;
const ids = await systems();

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-resume-"));
});
after(() => rm(folder, { recursive: true }));

async function systems(): Promise<string[]> {
  const names = await readdir(join(root, "models"));
  const all = names.filter((name) => existsSync(join(root, "models", name, "system.ts"))).sort();
  return full ? all : ["rbm"];
}

/** Starts a training and kills it after `time` milliseconds, or lets it end. Returns its exit code. */
async function killedAfter(time: number, words: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [join(root, "bin", "hebb.js"), ...words], { cwd: folder, stdio: "ignore" });
  const timer = setTimeout(() => child.kill("SIGKILL"), time);
  const [code] = (await once(child, "close")) as [number | null];
  clearTimeout(timer);
  return code;
}

async function hasEnded(run: string): Promise<boolean> {
  const { state } = JSON.parse(await readFile(join(folder, run, "result.json"), "utf8")) as { readonly state: string };
  return state === "ended";
}

/** Metrics except those of time, and the bytes of the models. */
async function resultOf(id: string, run: string): Promise<unknown> {
  const url = new URL(`../../models/${id}/system.js`, import.meta.url);
  const { system } = (await import(url.href)) as { readonly system: System };
  const path = join(folder, run);
  const { state, metrics } = JSON.parse(await readFile(join(path, "result.json"), "utf8")) as {
    readonly state: string;
    readonly metrics: Readonly<Record<string, number>>;
  };
  const exact = Object.entries(metrics).filter(([name]) => !isTime(system, name));
  const names = (await readdir(path)).filter((name) => name.endsWith(".safetensors")).sort();
  const models = await Promise.all(names.map(async (name) => [name, await readFile(join(path, name), "base64")]));
  return { state, exact, models, snapshots: existsSync(join(path, "snapshots")) };
}

function isTime({ metrics }: System, name: string): boolean {
  const { unit, isTiming = unit === "seconds" } = metrics[name]!;
  return isTiming;
}

for (const id of ids) {
  test(
    `${id} resumes after a kill with the same metrics and weights`,
    { skip: process.platform === "win32" },
    async () => {
      const words = ["train", id, "--quick", "--threads", "1", "--snapshot-every", String(every)];
      const start = performance.now();
      const { code } = await hebb([...words, "--out", `${id}-whole`], { cwd: folder });
      const time = performance.now() - start;
      assert.equal(code, 0);
      const expected = await resultOf(id, `${id}-whole`);
      for (let kill = 0; kill < count(1, 1); kill++) {
        const run = `${id}-${kill}`;
        const killed = await killedAfter(400 + Math.random() * (time - 400), [...words, "--out", run]);
        // It may have been killed before its folder existed, or after its end.
        if (!existsSync(join(folder, run, "result.json"))) continue;
        if (killed === null && !(await hasEnded(run))) {
          // Snapshots are read, although no more are saved: a run from the beginning would take as long as the whole.
          const resumed = await hebb(["train", "--resume", run, "--snapshot-every", "0"], { cwd: folder });
          assert.deepEqual([resumed.code, resumed.errors], [0, ""]);
        }
        assert.deepEqual(await resultOf(id, run), expected);
      }
    },
  );
}

test("SIGINT saves a snapshot and names the command that resumes", { skip: process.platform === "win32" }, async () => {
  let isKilled = false;
  const { code, output } = await hebb(["train", "mlp", "--out", "stopped"], {
    cwd: folder,
    watch(text, kill) {
      if (isKilled || !text.includes("accuracy")) return;
      isKilled = true;
      kill("SIGINT");
    },
  });
  assert.equal(code, 130);
  assert.match(output, /\nNext: .* train --resume stopped\n$/);
  assert.equal((await readdir(join(folder, "stopped", "snapshots"))).length, 1);
});

test("a run resumes from its snapshots with --snapshot-every 0, too", async () => {
  await cp(join(folder, "stopped"), join(folder, "continued"), { recursive: true });
  const [file] = await readdir(join(folder, "continued", "snapshots"));
  await writeFile(join(folder, "continued", "snapshots", file!), "damaged");
  const { code, errors } = await hebb(["train", "--resume", "continued", "--snapshot-every", "0"], { cwd: folder });
  assert.equal(code, 1);
  assert.match(errors, /the snapshot of training/);
});

test("a new run in the folder of a stopped one takes nothing from its snapshots", async () => {
  const words = ["train", "mlp", "--quick", "--seed", "3", "--out"];
  for (const name of ["overwritten", "fresh"]) {
    if (name === "overwritten") await cp(join(folder, "stopped"), join(folder, name), { recursive: true });
    const { code } = await hebb([...words, name, "--overwrite"], { cwd: folder });
    assert.equal(code, 0);
  }
  assert.deepEqual(await resultOf("mlp", "overwritten"), await resultOf("mlp", "fresh"));
});

test("a run that has ended, another system, and options that contradict the run are refused", async () => {
  const { code } = await hebb(["train", "softmax", "--quick"], { cwd: folder });
  assert.equal(code, 0);
  const refused: [readonly string[], RegExp][] = [
    [["--resume", "runs/softmax"], /softmax-1 has ended/],
    [["--resume", "runs/none"], /runs\/none does not exist/],
    [["--resume", "stopped", "rbm"], /stopped is a run of mlp, not of rbm/],
    [["--resume", "stopped", "--quick"], /--resume cannot be combined with --quick/],
    [["--resume", "stopped", "--seed", "1"], /--resume cannot be combined with --seed/],
    [["--resume", "stopped", "--snapshot-every", "-1"], /at least 0/],
  ];
  for (const [words, message] of refused) {
    const { code: refusal, errors } = await hebb(["train", ...words], { cwd: folder });
    assert.equal(refusal, 1, errors);
    assert.match(errors, message);
  }
  const path = join(folder, "stopped", "result.json");
  const record = JSON.parse(await readFile(path, "utf8")) as Record<string, unknown>;
  await writeFile(path, JSON.stringify({ ...record, state: "training", pid: process.pid }));
  const busy = await hebb(["train", "--resume", "stopped"], { cwd: folder });
  assert.match(busy.errors, new RegExp(`still being trained by process ${process.pid}`));
  await writeFile(path, JSON.stringify({ ...record, recipe: { epochs: 3 } }));
  const changed = await hebb(["train", "--resume", "stopped"], { cwd: folder });
  assert.match(changed.errors, /the recipe has changed since stopped was started\n {2}It was \{"epochs":3\}\./);
  await writeFile(path, JSON.stringify({ ...record, hebb: "0.0.1" }));
  const old = await hebb(["train", "--resume", "stopped"], { cwd: folder });
  assert.match(old.errors, /was started by hebb 0\.0\.1/);
});
