/** Text generation on the command line: reproducible by seed, with conflicting options and wrong runs rejected. */
import assert from "node:assert/strict";
import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { saveModel } from "../../src/io/checkpoint.ts";
import { characterVocabulary } from "../../src/data/index.ts";
import { LanguageModel } from "../../models/shared/language.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-write-"));
  const vocabulary = characterVocabulary("abcdefgh \n");
  const settings = { cell: "GRU", embedding: 4, hidden: 8, tokens: vocabulary.size } as const;
  await mkdir(join(folder, "run"));
  const run = (name: string) => join(folder, "run", name);
  await saveModel(new LanguageModel(settings), run("novels.safetensors"));
  await writeFile(run("novels-vocabulary.json"), JSON.stringify(vocabulary));
  await writeFile(run("novels-settings.json"), JSON.stringify(settings));
  await writeFile(run("result.json"), JSON.stringify({ id: "rnn" }));
});
after(() => rm(folder, { recursive: true }));

const sample = (...words: string[]) => hebb(["sample", "run", ...words], { cwd: folder });

test("the text continues the prompt and is equal for equal seeds", async () => {
  const words = ["--prompt", "abba", "--length", "40"];
  const [first, again, other] = await Promise.all([
    sample(...words, "--seed", "1"),
    sample(...words, "--seed", "1"),
    sample(...words, "--seed", "2"),
  ]);
  assert.deepEqual([first.code, first.errors], [0, ""]);
  assert.ok(first.output.startsWith("abba"));
  assert.ok(first.output.trimEnd().length > 4 && first.output.trimEnd().length <= 44);
  assert.equal(again.output, first.output);
  assert.notEqual(other.output, first.output);
});

test("--json prints one object", async () => {
  const { output } = await sample("--prompt", "a", "--length", "5", "--beam", "3", "--json");
  const { event, id, prompt, text, strategy } = JSON.parse(output) as Record<string, unknown>;
  assert.deepEqual([event, id, prompt, strategy], ["end", "rnn", "a", { kind: "beam", width: 3 }]);
  assert.equal((text as string).length, 5);
});

test("a file that names the latest run is accepted, unless it names anything else", async () => {
  await writeFile(join(folder, "latest"), "run\n");
  const [named, itself] = await Promise.all([hebb(["sample", "latest"], { cwd: folder }), sample()]);
  assert.deepEqual([named.code, named.output], [0, itself.output]);
  for (const name of ["../run", "", "gone", "x".repeat(300)]) {
    await writeFile(join(folder, "latest"), name);
    const { code, errors } = await hebb(["sample", "latest"], { cwd: folder });
    assert.deepEqual([code, errors.startsWith("error: latest does not name a run\n")], [1, true]);
  }
});

test("without a run, sample uses the included model and says so; a run of the user comes first", async () => {
  const words = ["--prompt", "红", "--length", "8", "--greedy"];
  const [path, id] = await Promise.all([
    hebb(["sample", "runs/transformer", ...words], { cwd: folder }),
    hebb(["sample", "transformer", ...words, "--lang", "zh"], { cwd: folder }),
  ]);
  assert.deepEqual([path.code, id.code, id.output], [0, 0, path.output]);
  assert.match(path.output, /^红[\p{sc=Han}，。\n]{8,}$/u);
  assert.match(path.errors, /^runs\/transformer does not exist; using the trained model that is included with Hebb/);
  assert.match(id.errors, /^没有 runs\/transformer，改用 Hebb 自带的/);
  await mkdir(join(folder, "runs", "transformer"), { recursive: true });
  const { code, errors } = await hebb(["sample", "transformer", ...words], { cwd: folder });
  assert.deepEqual([code, errors.startsWith("error: runs/transformer contains no result")], [1, true]);
});

test("sample rejects wrong runs and conflicting options", async () => {
  const refuses = async (words: string[], message: RegExp) => {
    const { code, errors } = await hebb(["sample", ...words], { cwd: folder });
    assert.equal(code, 1);
    assert.match(errors, message);
  };
  await Promise.all([
    refuses(["nowhere"], /^error: the run nowhere does not exist\n.*runs\/lstm for the latest\.\n {2}Train a system/),
    refuses(["."], /^error: \. contains no result of a training\n/),
    refuses(["run", "--greedy", "--beam", "2"], /^error: conflicting options for the choice of tokens\n/),
    refuses(["run", "--prompt", "xyz"], /^error: the vocabulary does not know "x"\n/),
    refuses(["run", "--temperature", "0"], /It must be a number greater than 0\./),
  ]);
  await writeFile(join(folder, "run", "novels-settings.json"), '{"cell":');
  await refuses(["run"], /^error: novels-settings\.json does not contain settings\n.*\n  Train the system again\.\n$/);
});
