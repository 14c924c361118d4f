/** `hebb train --seeds`: several seeds, each in its own run, and the summary of their results. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Result, Verdict } from "../../models/conduct.ts";
import { summarizeSeeds } from "../../src/cli/train-summary.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-seeds-"));
});
after(() => rm(folder, { recursive: true }));

const train = (...words: string[]) => hebb(["train", ...words], { cwd: folder });

type EventRecord = Record<string, unknown> & { readonly event: string };

const events = (output: string) =>
  output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as EventRecord);

const accuracyOf = (record: EventRecord) => (record["metrics"] as { accuracy: number }).accuracy;

test("each seed has its own run, and an event summarizes them", async () => {
  const { code, output } = await train("bp", "--quick", "--seed", "4", "--seeds", "3", "--out", "several", "--json");
  assert.equal(code, 0);
  const records = events(output);
  const ends = records.filter(({ event }) => event === "end");
  assert.deepEqual(
    ends.map(({ seed }) => seed),
    [4, 5, 6],
  );
  const last = records.at(-1)!;
  const folders = [4, 5, 6].map((seed) => join("several", `seed-${seed}`));
  assert.deepEqual([last.event, last["passed"], last["seeds"], last["folders"]], ["seeds", true, [4, 5, 6], folders]);
  const { accuracy } = last["metrics"] as { accuracy: Record<string, unknown> };
  const values = ends.map(accuracyOf);
  assert.deepEqual(accuracy["values"], values);
  assert.ok(Math.abs((accuracy["mean"] as number) - values.reduce((sum, value) => sum + value, 0) / 3) < 1e-12);
  assert.deepEqual([accuracy["least"], accuracy["greatest"]], [Math.min(...values), Math.max(...values)]);
  const bars = last["bars"] as object[];
  assert.deepEqual(bars[0], { metric: "accuracy", op: ">=", value: 0.93, met: 3, verdict: "reached" });
  assert.equal((await train("bp", "--quick", "--seed", "5", "--out", "single")).code, 0);
  const weights = ["several/seed-5", "single"].map((run) => readFile(join(folder, run, "model.safetensors")));
  assert.ok((await weights[0]!).equals(await weights[1]!), "a seed alone gives the same bits");
});

test("a table shows means and how often bars are met, and one missed bar sets the exit code", async () => {
  const words = ["bp", "--quick", "--set", "epochs=1", "--seeds", "2"];
  const { code, output } = await train(...words);
  assert.equal(code, 1);
  assert.deepEqual((await readdir(join(folder, "runs"))).sort(), ["bp", "bp-1", "bp-2"]);
  for (const part of [
    /\n── seed 1 \(2 of 2\) ─/,
    /\nMetrics with the seeds 0, 1\n {2}metric +mean ± std +least +greatest +bar +met by +verdict\n/,
    /\n {2}accuracy +\d\d\.\d+% ± \d+\.\d+% +\d\d\.\d\d% +\d\d\.\d\d% +>= 93\.00 % +\d of 2 +unclear\n/,
    /\nNot met with every seed in \d+\.\d s: accuracy\.\n\nNext: .* experiment bp deltas\n$/,
  ]) {
    assert.match(output, part);
  }
  assert.equal(output.match(/Next steps/g), null, "next steps are printed once, at the end");
  const chinese = await train(...words, "--lang", "zh");
  assert.match(chinese.output, /\n随机种子 0、1 的指标\n {2}指标 +均值 ± 标准差 +最小 +最大 +达标线 +达标次数 +结论\n/);
  assert.match(chinese.output, /秒，有随机种子未达标：accuracy。\n/);
});

test(
  "an interruption names the seeds that are done and the commands that train the others",
  { skip: process.platform === "win32" },
  async () => {
    let isCut = false;
    const { code, output } = await hebb(
      ["train", "mlp", "--quick", "--set", "hidden=32", "--seeds", "4", "--out", "cut"],
      {
        cwd: folder,
        watch(text, kill) {
          if (isCut || !/seed 1 \(2 of 4\)[^]*accuracy/.test(text)) return;
          isCut = true;
          kill("SIGINT");
        },
      },
    );
    assert.equal(code, 130);
    const [commands = ""] = /\nSeed 0 is done\. To continue:\n[^]*$/.exec(output) ?? [];
    const found = [...commands.matchAll(/hebb\.js (train .*?)(?: {2}|\n)/g)].map(([, words]) => words!.trim());
    const resume = join("cut", "seed-1");
    assert.deepEqual(found, [
      `train --resume ${resume}`,
      "train mlp --seed 2 --seeds 2 --quick --set hidden=32 --out cut",
    ]);
    for (const words of found) assert.ok((await hebb(words.split(" "), { cwd: folder })).code! < 2, words);
    assert.deepEqual((await readdir(join(folder, "cut"))).sort(), ["seed-0", "seed-1", "seed-2", "seed-3"]);
  },
);

test("an existing run and contradictory options are refused before the first training", async () => {
  const cases: [readonly string[], RegExp][] = [
    [["bp", "--seed", "2", "--seeds", "3", "--out", "several"], /seed-4 already contains a run/],
    [["bp", "--seeds", "0"], /It must be an integer from 1 to 1000\./],
    [["bp", "--seeds", "2", "--overwrite"], /--overwrite requires --out/],
    [
      ["--all", "--seeds", "2"],
      /--all cannot be combined with --seeds\n {2}Several seeds are trained for one system\./,
    ],
    [["--resume", "several/seed-4", "--seeds", "2"], /--resume cannot be combined with --seeds/],
  ];
  for (const [words, message] of cases) {
    const { code, output, errors } = await train(...words);
    assert.deepEqual([code, output], [1, ""], words.join(" "));
    assert.match(errors, message);
  }
});

/** A result with one metric. */
function resultOf(seed: number, loss: number): Result {
  const bar: Verdict = { metric: "loss", op: "<=", value: 1, measured: loss, passed: loss <= 1 };
  return { quick: true, seed, metrics: { loss }, bars: [bar], passed: bar.passed, seconds: 2 };
}

test("values that are not finite are counted separately", () => {
  const { metrics, notFinite, bars, passed, seconds } = summarizeSeeds([
    resultOf(0, 0.5),
    resultOf(1, Number.NaN),
    resultOf(2, 0.7),
  ]);
  assert.deepEqual(metrics["loss"]!.seeds, [0, 2]);
  assert.ok(Math.abs(metrics["loss"]!.mean - 0.6) < 1e-12);
  assert.deepEqual(notFinite, { loss: [1] });
  assert.deepEqual(bars, [{ metric: "loss", op: "<=", value: 1, met: 2, verdict: "unclear" }]);
  assert.deepEqual([passed, seconds], [false, 6]);
  const none = summarizeSeeds([resultOf(0, Infinity), resultOf(1, Number.NaN)]);
  assert.deepEqual([none.metrics["loss"], none.bars[0]!.met], [null, 0]);
});

test("the verdict compares the confidence interval of the mean with the bar", () => {
  const verdictOf = (...losses: number[]) =>
    summarizeSeeds(losses.map((loss, i) => resultOf(i, loss))).bars[0]!.verdict;
  assert.equal(verdictOf(0.5, 0.51, 0.52), "reached");
  assert.equal(verdictOf(1.5, 1.51, 1.52), "missed");
  assert.equal(verdictOf(0.5, 1.5, 1.1), "unclear");
});
