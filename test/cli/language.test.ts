/** The command line speaks English and Chinese: by --lang, else by the environment. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { languageOf } from "../../src/cli/language.ts";
import { padded, wrapped } from "../../src/cli/terminal/wrap.ts";
import { hebb } from "./run.ts";

const han = /\p{Script=Han}/u;
const english = { LC_ALL: "", LC_MESSAGES: "", LANG: "en_US.UTF-8" };
const chinese = { LC_ALL: "", LC_MESSAGES: "", LANG: "zh_CN.UTF-8" };

const commands: readonly (readonly string[])[] = [["list"], ["list", "rbm"], ["doctor"], ["data", "list"]];

for (const words of commands) {
  test(`hebb ${words.join(" ")} is Chinese by LANG, and English by --lang`, async () => {
    const byEnvironment = await hebb(words, { env: chinese });
    const byOption = await hebb([...words, "--lang", "zh"], { env: english });
    assert.equal(byEnvironment.code, byOption.code);
    assert.match(byEnvironment.output, han);
    assert.match(byEnvironment.output, /接下来/);
    // Disk space, memory and the cache change between two calls.
    if (words[0] !== "doctor") assert.equal(byEnvironment.output, byOption.output);
    const inEnglish = await hebb([...words, "--lang", "en"], { env: chinese });
    assert.doesNotMatch(inEnglish.output, han);
    assert.match(inEnglish.output, /Next/);
  });
}

test("a training reports in Chinese", async (context) => {
  const cwd = await mkdtemp(join(tmpdir(), "hebb-language-"));
  context.after(() => rm(cwd, { recursive: true }));
  const { code, output } = await hebb(["train", "softmax", "--quick", "--lang", "zh"], { env: english, cwd });
  assert.equal(code, 0);
  for (const part of ["快速配置，随机种子 0", "已保存", "指标", "全部达标", "接下来"])
    assert.ok(output.includes(part), part);
});

test("an unknown language is refused", async () => {
  const { code, errors } = await hebb(["list", "--lang", "de"]);
  assert.equal(code, 1);
  assert.match(errors, /the language de is unknown\n {2}Languages: en, zh\./);
});

test("the language follows the variables of POSIX in their order", () => {
  assert.equal(languageOf({ LANG: "zh_CN.UTF-8" }), "zh");
  assert.equal(languageOf({ LANG: "zh_CN.UTF-8", LC_MESSAGES: "en_US" }), "en");
  assert.equal(languageOf({ LC_ALL: "ZH_TW", LANG: "en_US" }), "zh");
  assert.equal(languageOf({}), "en");
});

test("Chinese text is wrapped and padded by its width", () => {
  const lines = wrapped("神经网络".repeat(12), 30).split("\n");
  assert.ok(lines.length > 3 && lines.every((line) => line.length <= 15), lines.join("\n"));
  assert.equal(padded("指标", 6), "指标  ");
  assert.equal(wrapped("/a/path/that/is/longer/than/the/whole/line/of/the/terminal", 30).includes("\n"), false);
});
