/** Checks the words of every system in both languages: title, summary, metrics, settings, and questions. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { checkText } from "./answer.ts";
import type { System } from "./system.ts";
import { checkTerms } from "./terms.ts";
import type { Text } from "./text.ts";

const folder = new URL("./", import.meta.url);
/** Listed from the sources, because build/ may contain systems that were deleted. */
const sources = new URL("../../models/", folder);
const ids = readdirSync(sources).filter((id) => existsSync(new URL(`${id}/system.ts`, sources)));

/** Returns a message for each rule that a phrase breaks: a title, a summary, a meaning or a label. */
function checkPhrase(phrase: Text): string[] {
  return [
    ...checkText(phrase),
    ...checkTerms(phrase),
    ...(/[.?!:;,]$/u.test(phrase.en) ? ["en: a phrase ends without punctuation"] : []),
    ...(/[。？！：；，.?!:;,]$/u.test(phrase.zh) ? ["zh: a phrase ends without punctuation"] : []),
    ...(/\p{sc=Han}/u.test(phrase.zh) ? [] : ["zh: a phrase contains Chinese"]),
  ];
}

/** Returns a message for each rule that a question breaks. */
function checkQuestion(question: Text): string[] {
  return [
    ...checkText(question),
    ...checkTerms(question),
    ...(/^\p{Lu}[^?]*\?$/u.test(question.en) ? [] : ["en: a question is one sentence that ends with ?"]),
    ...(/^[^？]*\p{sc=Han}[^？]*？$/u.test(question.zh) ? [] : ["zh: a question is one sentence that ends with ？"]),
  ];
}

/** Returns all findings of a system, each with the place of the text. */
function check({ title, summary, metrics, settings = {}, experiments }: System): string[] {
  const phrases = {
    title,
    summary,
    ...Object.fromEntries(Object.entries(metrics).map(([name, { meaning }]) => [`metric ${name}`, meaning])),
    ...Object.fromEntries(Object.entries(settings).map(([name, { label }]) => [`setting ${name}`, label])),
  };
  return [
    ...Object.entries(phrases).flatMap(([place, text]) => checkPhrase(text).map((found) => `${place}: ${found}`)),
    ...Object.entries(experiments).flatMap(([name, { question }]) =>
      checkQuestion(question).map((found) => `experiment ${name}: ${found}`),
    ),
  ];
}

test("there are systems to check", () => {
  assert.ok(ids.length >= 23, `only ${ids.length} systems`);
});

for (const id of ids) {
  test(`the words of ${id} are correct in both languages`, async () => {
    const { system } = (await import(new URL(`${id}/system.js`, folder).href)) as { readonly system: System };
    assert.deepEqual(check(system), []);
  });
}

test("each rule has a text that breaks it", () => {
  const good: Text = { en: "test digits classified correctly", zh: "测试集数字的分类准确率" };
  assert.deepEqual(checkPhrase(good), []);
  const broken: readonly (readonly [Text, RegExp])[] = [
    [{ ...good, en: "" }, /en: the text is missing/],
    [{ ...good, zh: "" }, /zh: the text is missing/],
    [{ ...good, en: "test digits classified correctly." }, /en: a phrase ends without punctuation/],
    [{ ...good, zh: "测试集数字的分类准确率。" }, /zh: a phrase ends without punctuation/],
    [{ ...good, zh: "accuracy" }, /zh: a phrase contains Chinese/],
    [{ ...good, zh: "测试集数字,分类准确率" }, /zh: .*full-width punctuation/],
    [{ ...good, zh: "MNIST数字的分类准确率" }, /zh: spaces/],
    [{ en: "gradient norm", zh: "斜率的大小" }, /"gradient" is 梯度/],
  ];
  for (const [text, message] of broken) assert.match(checkPhrase(text).join("\n"), message);

  const asked: Text = { en: "Does clipping help?", zh: "梯度截断管用吗？" };
  assert.deepEqual(checkQuestion(asked), []);
  assert.match(checkQuestion({ ...asked, en: "Does clipping help" }).join(), /en: a question is one sentence/);
  assert.match(checkQuestion({ ...asked, en: "Why? Does clipping help?" }).join(), /en: a question is one sentence/);
  assert.match(checkQuestion({ ...asked, zh: "梯度截断管用吗?" }).join("\n"), /zh: a question is one sentence/);
});
