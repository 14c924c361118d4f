/** `hebb report`: works without any run, shows the training of a named run, and names what it cannot explain. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { hebb } from "./run.ts";

let folder = "";
before(async () => void (folder = await mkdtemp(join(tmpdir(), "hebb-report-"))));
after(() => rm(folder, { recursive: true }));

const report = (...words: string[]) => hebb(["report", ...words], { cwd: folder });

/** Saves the record of a softmax training with this accuracy. */
async function saveRun(name: string, accuracy: number, settings: Record<string, number>): Promise<void> {
  const bar = { metric: "accuracy", op: ">=", value: 0.9, measured: accuracy, passed: true };
  const machine = { processor: "test", cores: 2, node: "20" };
  const recipe = { id: "softmax", quick: true, seed: 0, threads: 1, settings, machine };
  await mkdir(join(folder, "runs", name), { recursive: true });
  const record = { state: "ended", ...recipe, metrics: { accuracy }, bars: [bar], seconds: 1 };
  await writeFile(join(folder, "runs", name, "result.json"), JSON.stringify(record));
}

test("without any run, the report shows the published measurements", async () => {
  const { code, output, errors } = await report("softmax");
  assert.deepEqual([code, output, errors], [0, "Saved\n  runs/softmax.html\n", ""]);
  assert.match(await readFile(join(folder, "runs", "softmax.html"), "utf8"), /full recipe, seed 0/);
});

test("a named run is shown with its changed settings, also if there are newer ones", async () => {
  await saveRun("softmax-1", 0.9123, { learningRate: 0.1 });
  await saveRun("softmax-2", 0.9345, {});
  assert.equal((await report("softmax")).code, 0);
  const newest = await readFile(join(folder, "runs", "softmax.html"), "utf8");
  assert.match(newest, /quick recipe, seed 0[^]*93\.45%/);
  assert.equal((await report("runs/softmax-1", "--lang", "zh")).code, 0);
  const named = await readFile(join(folder, "runs", "softmax.html"), "utf8");
  assert.match(named, /快速配置（改动：learningRate=0\.1）[^]*91\.23%/);
});

test("an unknown system and a folder that does not exist are errors", async () => {
  const [unknown, nowhere] = [await report("softmaks"), await report("softmax", "--out", "no/where.html")];
  assert.deepEqual([unknown.code, nowhere.code], [1, 1]);
  assert.match(unknown.errors, /softmaks/);
  assert.match(nowhere.errors, /cannot be saved to no\/where\.html/);
});

test("facts that another version of the experiment measured are an error, which names their file and the command", async () => {
  const runs = await mkdtemp(join(folder, "stale-"));
  const kept = join(runs, "runs", "softmax-kl-1");
  await mkdir(kept, { recursive: true });
  const record = { state: "ended", seed: 0, seeds: 1, quick: false, facts: { renamed: 1 } };
  await writeFile(join(kept, "kl.json"), JSON.stringify(record));
  const { code, errors } = await hebb(["report", "softmax"], { cwd: runs });
  assert.equal(code, 1);
  assert.match(errors, /the facts in runs\/softmax-kl-1\/kl\.json do not fit this version of the experiment/);
  assert.match(errors, /experiment softmax kl/);
});
