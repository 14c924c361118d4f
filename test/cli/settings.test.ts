/** `hebb train --set`: changed settings are applied, recorded, resumed, and checked. */
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decodeSafetensors } from "../../src/io/safetensors.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-settings-"));
});
after(() => rm(folder, { recursive: true }));

async function recordIn(run: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(join(folder, run, "result.json"), "utf8")) as Record<string, unknown>;
}

const train = (...words: string[]) => hebb(["train", ...words], { cwd: folder });

test("a training with changed settings says so, and is compared with the bars of the recipe", async () => {
  const words = ["bp", "--quick", "--set", "epochs=1", "--set", "hidden1=8", "--set", "learningRate=0.5"];
  const { code, output } = await train(...words, "--out", "changed");
  assert.equal(code, 1);
  // A value equal to the recipe's is no change.
  assert.match(output, /\nquick recipe \(epochs=1, hidden1=8\), seed 0, /);
  assert.match(output, /\n {2}accuracy +\d.* ✗ >= 93\.00 %/);
  assert.match(
    output.replaceAll(/\s+/g, " "),
    /Changed settings: epochs=1, hidden1=8\. The bars are those of the unchanged recipe\./,
  );
  assert.match(output, / train bp --set epochs=1 --set hidden1=8 --seed 1\s/);
  assert.deepEqual((await recordIn("changed"))["settings"], { epochs: 1, hidden1: 8 });
  const { tensors } = decodeSafetensors(await readFile(join(folder, "changed", "model.safetensors")), "the model");
  assert.ok([...tensors.values()].some(({ shape }) => shape.join("x") === "8x64"));
  const chinese = await train(...words, "--out", "chinese", "--lang", "zh");
  assert.match(chinese.output, /\n快速配置（epochs=1, hidden1=8），随机种子 0，/);
  assert.match(chinese.output.replaceAll(/\s+/g, ""), /改动的设置：epochs=1,hidden1=8。达标线仍是原训练配置的。/);
});

test(
  "a resumed training has the settings that it was started with",
  { skip: process.platform === "win32" },
  async () => {
    const words = ["mlp", "--quick", "--set", "hidden=64", "--set", "epochs=6"];
    let isCut = false;
    const cut = await hebb(["train", ...words, "--out", "cut"], {
      cwd: folder,
      watch(text, kill) {
        if (isCut || !text.includes("accuracy")) return;
        isCut = true;
        kill("SIGINT");
      },
    });
    assert.equal(cut.code, 130);
    assert.equal((await train("--resume", "cut")).code, 0);
    assert.equal((await train(...words, "--out", "whole")).code, 0);
    assert.deepEqual((await recordIn("cut"))["settings"], { hidden: 64, epochs: 6 });
    const weights = ["cut", "whole"].map((run) => readFile(join(folder, run, "model.safetensors")));
    assert.ok((await weights[0]!).equals(await weights[1]!), "the weights have the same bits");
  },
);

test("hebb list shows the settings of a system with their values and ranges", async () => {
  const { output } = await hebb(["list", "bp"]);
  assert.match(
    output,
    /\nSettings\n {2}name +full +quick +range\n {2}learningRate +0\.5 +0\.5 +0\.00001 to 10 +learning rate\n/,
  );
  assert.match(output, /\n {2}epochs +60 +15 +1 to 200 +epochs\n/);
  assert.match((await hebb(["list", "bp", "--lang", "zh"])).output, /\n {2}epochs +60 +15 +1 到 200 +训练回合数\n/);
  const { settings } = JSON.parse((await hebb(["list", "rnn", "--json"])).output) as { settings: object[] };
  assert.deepEqual(settings[0], {
    name: "learningRate",
    min: 1e-5,
    max: 1,
    scale: "log",
    label: { en: "learning rate", zh: "学习率" },
    path: "text.learningRate",
    full: [0.003],
    quick: [0.005],
  });
});

test("unknown settings, values out of range and contradictory options are refused", async () => {
  const cases: [readonly string[], RegExp][] = [
    [
      ["bp", "--set", "lerningRate=1"],
      /unknown setting lerningRate\n {2}Settings: learningRate \(0\.00001 to 10\), .*\n {2}Did you mean learningRate\?/,
    ],
    [
      ["bp", "--set", "learningRate=11"],
      /the setting learningRate was given 11\n {2}.* must be a number from 0\.00001 to 10\./,
    ],
    [["bp", "--set", "epochs=1.5"], /epochs must be an integer from 1 to 200\./],
    [
      ["bp", "--set", "epochs=many"],
      /'epochs=many' is invalid. It must be a name and a number, such as learningRate=0\.01\./,
    ],
    [["bp", "--set", "epochs="], /'epochs=' is invalid. It must be a name and a number/],
    [["bp", "--set", "epochs=1", "--set", "epochs=2"], /The setting epochs was given before\./],
    [["--all", "--set", "epochs=1"], /--all cannot be combined with --set\n {2}Each system has its own settings\./],
    [["--resume", "cut", "--set", "epochs=1"], /--resume cannot be combined with --set/],
  ];
  for (const [words, message] of cases) {
    const { code, output, errors } = await train(...words);
    assert.deepEqual([code, output], [1, ""], words.join(" "));
    assert.match(errors, message);
  }
});
