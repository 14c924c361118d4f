import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { version } from "../../src/cli/version.ts";
import { decodeSafetensors } from "../../src/io/safetensors.ts";
import { root } from "../repository/sources.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-train-"));
});
after(() => rm(folder, { recursive: true }));

const isWindows = process.platform === "win32";
const layers = ["hidden1", "hidden2", "output"];
const paths = layers.flatMap((layer) => [`${layer}.weight`, `${layer}.bias`]);

async function savedPaths(out: string): Promise<string[]> {
  const { tensors } = decodeSafetensors(await readFile(join(out, "model.safetensors")), "the saved model");
  return [...tensors.keys()].sort();
}

type EventRecord = Record<string, unknown> & { readonly event: string };

const events = (output: string) =>
  output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as EventRecord);

/** The training of two tests: one thread with text output, and two threads with JSON output. */
const words = ["train", "mlp", "--quick", "--seed", "7"];

test("a quick training prints its metrics with their bars and saves its files", async () => {
  const { code, output, errors } = await hebb([...words, "--threads", "1"], { cwd: folder });
  assert.deepEqual([code, errors], [0, ""]);
  const out = join("runs", "mlp-1");
  for (const part of [/^Multi-layer perceptron: /, /training loss\n/, / ✓ /, / ✗ \(\d\)/, /\nMetrics\n/]) {
    assert.match(output, part);
  }
  assert.match(output, /\n {2}accuracy +9\d\.\d\d % {2}✓ >= 94\.00 % {2}\S.+\n/);
  assert.match(output, /\nAll bars met in \d+\.\d s\.\n\nNext steps\n.*train mlp --seed 8\s.*$/s);
  assert.ok(output.includes(`\n  ${join(out, "model.safetensors")}\n`));
  assert.deepEqual(await savedPaths(join(folder, out)), paths.toSorted());
  assert.match(
    await readFile(join(folder, out, "curve.svg"), "utf8"),
    /^<svg .*<title[^>]*>Multi-layer perceptron<\/title>/s,
  );
  assert.match(await readFile(join(folder, out, "predictions.svg"), "utf8"), /^<svg .*<image .*<\/svg>\n$/s);
  const result = JSON.parse(await readFile(join(folder, out, "result.json"), "utf8")) as EventRecord;
  assert.deepEqual([result["id"], result["quick"], result["passed"]], ["mlp", true, true]);
});

test("a training with --json ends with its result, which does not depend on the number of threads", async () => {
  const { code, output } = await hebb([...words, "--json", "--threads", "2", "--out", "together"], { cwd: folder });
  assert.equal(code, 0);
  const records = events(output);
  const begin = { event: "begin", id: "mlp", quick: true, seed: 7, settings: {}, threads: 2, hebb: version() };
  assert.deepEqual(records[0], begin);
  assert.ok(records.some(({ event }) => event === "progress") && records.some(({ event }) => event === "epoch"));
  const end = records.at(-1)!;
  const names = ["event", "id", "quick", "seed", "settings", "metrics", "bars", "passed", "seconds"];
  assert.deepEqual(Object.keys(end).sort(), names.sort());
  assert.deepEqual([end.event, end["id"], end["seed"], end["passed"]], ["end", "mlp", 7, true]);
  const { accuracy } = end["metrics"] as Record<string, number>;
  assert.deepEqual(end["bars"], [{ metric: "accuracy", op: ">=", value: 0.94, measured: accuracy, passed: true }]);
  const alone = join(folder, "runs", "mlp-1");
  assert.equal(((await recordIn(alone))["metrics"] as Record<string, number>)["accuracy"], accuracy);
  const weights = await Promise.all(
    [alone, join(folder, "together")].map((out) => readFile(join(out, "model.safetensors"))),
  );
  assert.ok(weights[0]!.equals(weights[1]!), "the weights have the same bits");
});

/** Printed at the first step. */
const begun = "training    0 %";

for (const [signal, name, exitCode] of [
  ["SIGINT", "Ctrl-C", 130],
  ["SIGTERM", "SIGTERM", 143],
  ["SIGHUP", "SIGHUP", 129],
] as const) {
  test(`${signal} saves the models trained so far`, async () => {
    let sent = false;
    const { code, output, errors } = await hebb(["train", "mlp", "--out", signal], {
      cwd: folder,
      watch(text, kill) {
        if (sent || !text.includes(begun)) return;
        sent = true;
        kill(signal);
      },
    });
    assert.deepEqual([code, errors], [exitCode, ""]);
    assert.match(
      output,
      new RegExp(
        `\nSaved\n {2}${signal}.*\n\nStopped by ${name} after \\d+\\.\\d s\\. The trained models are saved\\.\n(Next: .* train --resume .*\n)?$`,
        "s",
      ),
    );
    assert.doesNotMatch(output, /bars met|Not met/i);
    assert.deepEqual(await savedPaths(join(folder, signal)), paths.toSorted());
    assert.equal((await recordIn(join(folder, signal)))["state"], "stopped");
  });
}

test("a training with a closed output pipe saves its models and exits with code 141", { skip: isWindows }, async () => {
  const words = `"${process.execPath}" "${join(root, "bin", "hebb.js")}" train mlp --out unread; echo $? > code`;
  const shell = spawn("sh", ["-c", `{ ${words}; } | head -1`], { cwd: folder, stdio: "ignore" });
  await once(shell, "close");
  assert.equal(await readFile(join(folder, "code"), "utf8"), "141\n");
  assert.deepEqual(await savedPaths(join(folder, "unread")), paths.toSorted());
});

test("every run has its own folder, and a file names the latest completed run", async () => {
  const cwd = join(folder, "own");
  await mkdir(cwd);
  const train = (...more: string[]) => hebb(["train", "softmax", "--quick", ...more], { cwd });
  const latest = () => readFile(join(cwd, "runs", "softmax"), "utf8");
  assert.equal((await train()).code, 0);
  assert.equal(await latest(), "softmax-1\n");
  const before = await contentsOf(join(cwd, "runs", "softmax-1"));
  assert.equal((await train("--seed", "1")).code, 0);
  assert.equal(await latest(), "softmax-2\n");
  const cut = await hebb(["train", "softmax"], {
    cwd,
    watch: (text, kill) => void (text.includes(begun) && kill("SIGINT")),
  });
  assert.equal(cut.code, 130);
  assert.equal(await latest(), "softmax-2\n", "an interrupted run is not the latest");
  assert.deepEqual((await readdir(join(cwd, "runs"))).sort(), ["softmax", "softmax-1", "softmax-2", "softmax-3"]);
  assert.deepEqual(await contentsOf(join(cwd, "runs", "softmax-1")), before, "the first run is unchanged");
});

test("an existing run is replaced only with --overwrite", async () => {
  const cwd = join(folder, "held");
  await mkdir(cwd);
  const train = (...more: string[]) => hebb(["train", "bp", "--quick", "--out", "run", ...more], { cwd });
  assert.equal((await train()).code, 0);
  const before = await contentsOf(join(cwd, "run"));
  const refused = await train("--seed", "1");
  assert.equal(refused.code, 1);
  assert.match(refused.errors, /^error: run already contains a run: run\/\S+\n.*--overwrite/s);
  assert.deepEqual(await contentsOf(join(cwd, "run")), before);
  assert.equal((await train("--seed", "1", "--overwrite")).code, 0);
  assert.equal((await recordIn(join(cwd, "run")))["seed"], 1);
  const alone = await hebb(["train", "bp", "--overwrite"], { cwd });
  assert.deepEqual([alone.code, alone.errors.startsWith("error: --overwrite requires --out")], [1, true]);
});

test("a training that fails before it saves a model leaves no folder", async () => {
  const cwd = join(folder, "failing");
  await mkdir(cwd);
  // Damaged files are noticed when they are read.
  await mkdir(join(cwd, "mnist"));
  await writeFile(join(cwd, "mnist", "train-images-idx3-ubyte"), "");
  const { code } = await hebb(["train", "mlp"], { cwd, env: { HEBB_DATA: cwd } });
  assert.deepEqual([code, await readdir(join(cwd, "runs"))], [1, []]);
});

async function recordIn(out: string): Promise<EventRecord> {
  return JSON.parse(await readFile(join(out, "result.json"), "utf8")) as EventRecord;
}

/** The bytes of each file in a folder, by name. */
async function contentsOf(out: string): Promise<Map<string, string>> {
  const names = (await readdir(out)).sort();
  const contents = names.map(async (name) => [name, await readFile(join(out, name), "base64")] as const);
  return new Map(await Promise.all(contents));
}

test("only metrics with a bar or a mark are printed, and --all-metrics prints the others", async () => {
  const train = (...more: string[]) => hebb(["train", "bp", "--quick", ...more], { cwd: folder });
  const { output } = await train("--out", "headlines");
  assert.match(output, /\n {2}accuracy .*\n {2}deviation (.*\n)+? {2}and 1 more in headlines\/result\.json, printed/);
  assert.doesNotMatch(output, /^ {2}cross_entropy/m);
  const { metrics } = await recordIn(join(folder, "headlines"));
  assert.deepEqual(Object.keys(metrics as object), ["accuracy", "cross_entropy", "deviation"]);
  const all = await train("--out", "everything", "--all-metrics");
  assert.match(all.output, /^ {2}cross_entropy +0\.\d+ nats/m);
  assert.doesNotMatch(all.output, /more in/);
});

test("an output folder in /proc is refused", { skip: process.platform !== "linux" }, async () => {
  const { code, errors } = await hebb(["train", "bp", "--quick", "--out", "/proc/hebb/run"], { cwd: folder });
  assert.equal(code, 1);
  assert.match(errors, /^error: cannot write to the folder \/proc\/hebb\/run \(ENOENT\)\n/);
});

test("--all resumes the unfinished run of a system", { skip: isWindows }, async () => {
  const out = join(folder, "cut");
  await finishedElsewhere(out, "mlp");
  const train = ["train", "--all", "--quick", "--json", "--out", out];
  let isCut = false;
  const cut = await hebb(train, {
    cwd: folder,
    watch(text, kill) {
      if (isCut || !/"event":"progress".*"done":[1-9]/.test(text)) return;
      isCut = true;
      kill("SIGINT");
    },
  });
  assert.deepEqual([cut.code, (await recordIn(join(out, "mlp-1")))["state"]], [130, "stopped"]);
  const { code, output } = await hebb(train, { cwd: folder });
  const records = events(output);
  assert.equal(code, 0);
  assert.deepEqual(
    records.filter(({ event }) => event === "resumed"),
    [{ event: "resumed", id: "mlp", folder: join(out, "mlp-1") }],
  );
  // Steps before the interruption are not repeated.
  const first = records.find(({ event }) => event === "progress")!;
  assert.ok(Number(first["done"]) > 1, JSON.stringify(first));
  assert.equal((await readdir(out)).filter((name) => name.startsWith("mlp-")).length, 1);
  const whole = await hebb(["train", "mlp", "--quick", "--out", join(out, "whole")], { cwd: folder });
  assert.equal(whole.code, 0);
  const [resumed, uncut] = await Promise.all(
    ["mlp-1", "whole"].map((run) => readFile(join(out, run, "model.safetensors"))),
  );
  assert.ok(resumed!.equals(uncut!), "the weights have the same bits");
});

test("--all skips the systems that met their bars in an earlier run of the unchanged recipe", async () => {
  const out = join(folder, "all");
  const { ids, end } = await finishedElsewhere(out, "bp");
  await mkdir(join(out, "bp-1"));
  const changed = { id: "bp", quick: true, seed: 0, settings: { epochs: 20 }, passed: true, seconds: 1 };
  const { output: listed } = await hebb(["list", "bp", "--json"]);
  const { bars } = JSON.parse(listed) as { bars: { quick: object[] } };
  await writeFile(join(out, "bp-1", "result.json"), JSON.stringify({ ...changed, bars: bars.quick }));
  const { code, output } = await hebb(["train", "--all", "--quick", "--json", "--out", out], { cwd: folder });
  const records = events(output);
  const last = records.at(-1)!;
  assert.deepEqual([code, last.event, last["passed"]], [0, "all", true]);
  assert.deepEqual(
    records.filter(({ event }) => event === "kept").map(({ id }) => id),
    ids.filter((id) => id !== "bp"),
  );
  assert.deepEqual(
    records.filter(({ event }) => event === "end").map(({ id }) => id),
    ["bp"],
  );
  assert.equal(end, ids.length);
});

/** Writes the results of an earlier run for every system except one. */
async function finishedElsewhere(out: string, except: string): Promise<{ ids: string[]; end: number }> {
  const { output } = await hebb(["list", "--json"]);
  const systems = events(output.replaceAll('"kind"', '"event"')).filter(({ event }) => event === "system");
  for (const { id, bars } of systems as unknown as { id: string; bars: { quick: object[] } }[]) {
    if (id === except) continue;
    await mkdir(join(out, `${id}-1`), { recursive: true });
    const record = { id, quick: true, seed: 0, bars: bars.quick, passed: true, seconds: 1 };
    await writeFile(join(out, `${id}-1`, "result.json"), JSON.stringify(record));
  }
  return { ids: systems.map(({ id }) => String(id)), end: systems.length };
}
