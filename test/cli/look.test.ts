/** `hebb look`: lists looks, shows one on given inputs, and rejects wrong inputs and missing runs. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { LanguageModel } from "../../models/shared/language.ts";
import { characterVocabulary } from "../../src/data/index.ts";
import { saveModel } from "../../src/io/checkpoint.ts";
import { hebb } from "./run.ts";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "hebb-look-"));
  const vocabulary = characterVocabulary("abcdefgh \n", { special: ["unknown"] });
  const settings = { cell: "SRN", embedding: 4, hidden: 8, tokens: vocabulary.size } as const;
  const run = join(folder, "runs", "rnn-1");
  await mkdir(run, { recursive: true });
  await saveModel(new LanguageModel(settings), join(run, "novels.safetensors"));
  await writeFile(join(run, "novels-vocabulary.json"), JSON.stringify(vocabulary));
  await writeFile(join(run, "novels-settings.json"), JSON.stringify(settings));
  await writeFile(join(run, "result.json"), JSON.stringify({ id: "rnn" }));
  await writeFile(join(folder, "runs", "rnn"), "rnn-1\n");
});
after(() => rm(folder, { recursive: true }));

const look = (...words: string[]) => hebb(["look", ...words], { cwd: folder });

test("without a name, the looks of a system are listed in the language", async () => {
  const [english, chinese] = await Promise.all([look("rnn"), look("rnn", "--lang", "zh")]);
  assert.match(
    english.output,
    /^states: How does the hidden state[^]*text {2}text to read[^]*look rnn states --set text=…/,
  );
  assert.match(chinese.output, /^states: 网络逐字往下读[^]*要读的文本/);
});

test("a look of the latest run and of a named run show the same, in either language", async () => {
  const words = ["states", "--set", "text=abba x"];
  const [latest, named] = [await look("rnn", ...words), await look("runs/rnn-1", ...words, "--lang", "zh")];
  assert.deepEqual([latest.code, latest.errors, named.code, named.errors], [0, "", 0, ""]);
  assert.match(latest.output, /^After “abba x”, the network finds/);
  assert.match(latest.output, /reads all of them as the same one: x\./);
  assert.match(named.output, /^读完“abba x”/);
  const figures = await Promise.all(
    ["rnn-states-1", "rnn-states-2"].map((run) => readFile(join(folder, "runs", run, "states.svg"), "utf8")),
  );
  assert.match(figures[0]!, /Reading a text/);
  assert.match(figures[1]!, /逐字读一段文本/);
});

test("a look that needs no model works without a run, and --json prints one object", async () => {
  const { code, output } = await look("softmax", "scores", "--set", "scores=1 1", "--set", "temperature=0.5", "--json");
  const { inputs, words } = JSON.parse(output) as Record<string, unknown>;
  assert.deepEqual([code, inputs], [0, { scores: "1 1", temperature: 0.5 }]);
  assert.match((words as { en: string }).en, /50\.0%/);
});

test("wrong systems, looks, inputs and missing runs are errors", async () => {
  const refused = async (pattern: RegExp, ...words: string[]) => {
    const { code, errors } = await look(...words);
    assert.deepEqual([code, pattern.test(errors)], [1, true], errors);
  };
  await refused(/unknown look state[^]*Did you mean states/, "rnn", "state");
  await refused(/unknown input word/, "rnn", "states", "--set", "word=a");
  await refused(/--set was given "text"/, "rnn", "states", "--set", "text");
  await refused(/scores was given "1 b"/, "softmax", "scores", "--set", "scores=1 b");
  await refused(/there is no run of rbm in runs[^]*train rbm --quick/, "rbm", "dream");
  await refused(/the run runs\/lstm-9 does not exist/, "runs/lstm-9", "states");
});
