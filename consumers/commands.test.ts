/**
 * Runs the commands printed in the README, in --help and in hints, with the installed package and, if the command
 * differs there, in the clone. Long trainings run with their quick recipe.
 */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readText, root } from "../test/repository/sources.ts";
import { folder, type Ran, run } from "./project.ts";

const inClone = join(root, "bin", "hebb.js");
const installed = join(folder, "node_modules", "hebb", "bin", "hebb.js");

/** Splits a command line into words and removes quotes. */
const wordsOf = (line: string) => (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ""));

/** All commands in a text, without the program itself. */
const commandsIn = (text: string, program: RegExp) =>
  Array.from(text.matchAll(new RegExp(`${program.source} ([^\`\\n#|]+)`, "g")), ([, line = ""]) => line.trim());

let work = "";
before(async () => {
  work = await mkdtemp(join(tmpdir(), "hebb-commands-"));
});
after(() => rm(work, { recursive: true }));

/** Runs a command in the work folder. */
async function typed(program: string, words: readonly string[]): Promise<Ran> {
  const env = { HEBB_CACHE: join(folder, "cache"), CI: "", COLUMNS: "200" };
  return run(process.execPath, [program, ...words], { cwd: work, env });
}

async function succeeds(program: string, words: readonly string[]): Promise<string> {
  const { code, output, errors } = await typed(program, words);
  const said = `hebb ${words.join(" ")}\n${output}${errors}`;
  assert.equal(code, 0, said);
  assert.ok(output.trim().length > 0, said);
  assert.doesNotMatch(errors, /^\s+at /m, said);
  return output;
}

/** Adds --quick to commands that train. */
const shortened = (words: readonly string[]) =>
  ["train", "experiment"].includes(words[0]!) && !words.includes("--quick") ? [...words, "--quick"] : words;

/** Returns true for commands that train all systems or need a stopped run, which other tests cover. */
const isSkipped = (words: readonly string[]) => words.includes("--all") || words.includes("--resume");

test("the commands of the README succeed", { timeout: 600_000 }, async () => {
  const lines = new Set(commandsIn(readText("README.md"), /node bin\/hebb\.js/));
  assert.ok(lines.size >= 12, [...lines].join("\n"));
  await succeeds(installed, ["train", "seq2seq", "--quick"]);
  for (const line of lines) {
    const words = shortened(wordsOf(line));
    if (isSkipped(words)) continue;
    const { code, errors } = await typed(installed, words);
    if (code === 0) continue;
    // Some systems require data, which the printed command fetches.
    const [, hint = ""] = /Run `npx hebb (data get \S+)` to fetch it/.exec(errors) ?? [];
    assert.notEqual(hint, "", `hebb ${line}\n${errors}`);
    await succeeds(installed, wordsOf(hint));
    await succeeds(installed, words);
  }
});

test("the commands in --help succeed", async () => {
  const help = await succeeds(inClone, ["--help"]);
  const commands = Array.from(help.matchAll(/^ {2}([a-z]+)(?: [[<]|  )/gm), ([, name = ""]) => name);
  assert.ok(commands.includes("train") && commands.includes("doctor"), help);
  for (const command of commands) {
    const text = await succeeds(inClone, command === "help" ? ["help"] : [command, "--help"]);
    for (const line of commandsIn(text, /`node \S+hebb\.js/)) {
      // `hebb train` in a text names the command, which requires arguments.
      if (line !== "train") await succeeds(inClone, wordsOf(line));
    }
  }
});

for (const [place, program, start] of [
  ["a clone", inClone, /node \S+hebb\.js/],
  ["the package", installed, /npx hebb/],
] as const) {
  test(`the hints of a training and of list succeed: ${place}`, { timeout: 300_000 }, async () => {
    const output = await succeeds(program, ["train", "bp", "--quick"]);
    const hints = commandsIn(output.slice(output.indexOf("Next steps")), start).map((line) => line.split("  ")[0]!);
    assert.ok(hints.length >= 2, output);
    for (const hint of hints) await succeeds(program, shortened(wordsOf(hint)));
    const list = await succeeds(program, ["list"]);
    const named = commandsIn(list, start).map((line) => line.split(" ")[0]);
    assert.deepEqual(named, ["list", "train", "bench"]);
    const one = await succeeds(program, ["list", "bp"]);
    assert.match(one, /experiment bp NAME/);
  });
}

test("npm start trains and passes on its arguments", async () => {
  const words = ["start", "--silent", "--", "--quick", "--out", join(work, "start")];
  const { code, output, errors } = await run("npm", words, { cwd: root, shell: process.platform === "win32" });
  assert.equal(code, 0, output + errors);
  assert.match(output, /All bars met in/);
});
