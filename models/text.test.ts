/** Texts in two languages: slots, spaces between Chinese and Latin characters, verdicts and paragraphs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { count, percent } from "./quantity.ts";
import { type Text, cases, enumeration, name, paragraph, say, text } from "./text.ts";
import { spaced } from "./typography.ts";

const share = percent(0.984);
const digits = count(35, "digit", "digits", "位");

test("slots are filled in both languages, in any order and number", () => {
  assert.deepEqual(say({ share, digits }, "The SRN reads {share} of {digits}.", "{digits}时，SRN答对{share}。"), {
    en: "The SRN reads 98.4% of 35 digits.",
    zh: "35 位时，SRN 答对 98.4%。",
  });
  assert.deepEqual(say({ share }, "{share}, again {share}", "{share}"), { en: "98.4%, again 98.4%", zh: "98.4%" });
});

test("a slot takes texts and names", () => {
  const cell = text("the update gate", "更新门");
  assert.deepEqual(say({ cell, net: name("ResNet-20") }, "In {net}, {cell} opens.", "在 {net} 里，{cell} 打开。"), {
    en: "In ResNet-20, the update gate opens.",
    zh: "在 ResNet-20 里，更新门打开。",
  });
});

test("Chinese has one space beside numbers, letters and formulas, and none between Chinese characters", () => {
  const spaces: readonly [written: string, expected: string][] = [
    ["答对了98.4%的数字", "答对了 98.4% 的数字"],
    ["准确率是98.4% ± 0.2%，误差是−3.5奈特", "准确率是 98.4% ± 0.2%，误差是 −3.5 奈特"],
    ["5 万 位，3 倍", "5 万位，3 倍"],
    ["LSTM 、 GRU（门控 循环单元）", "LSTM、GRU（门控循环单元）"],
    ["输出f(x)的均值", "输出 f(x) 的均值"],
    ["权重θ₁大于σ²时", "权重 θ₁ 大于 σ² 时"],
    ["one-hot向量", "one-hot 向量"],
    ["“门”和 “记忆”  单元 ", "“门”和“记忆”单元"],
    ["第 一 步", "第一步"],
    ["LeNet-5 and MNIST", "LeNet-5 and MNIST"],
  ];
  for (const [written, expected] of spaces) {
    assert.equal(spaced(written), expected);
    assert.equal(spaced(expected), expected);
  }
  assert.equal(text("A 2-D map", "2-D映射").zh, "2-D 映射");
});

test("a quantity that is not finite names its slot, its text and its kind", () => {
  const lost = percent(Number.NaN);
  assert.throws(
    () => say({ share, lost }, "{share} and {lost}", "{share}和 {lost}"),
    /\{lost\} of "\{share\} and \{lost\}" has no text: percent\(NaN\) cannot be printed/,
  );
  assert.throws(() => lost.zh, /percent\(NaN\)/);
  assert.throws(() => JSON.stringify(lost), /percent\(NaN\)/);
});

test("the text of a verdict is chosen, and only this one is written", () => {
  const verdict = "yes" as "yes" | "no";
  const texts = {
    yes: text("It is.", "是。"),
    no: (): Text => assert.fail("not the verdict"),
  };
  assert.equal(cases(verdict, texts).en, "It is.");
  assert.throws(() => cases("maybe" as "yes", { yes: texts.yes }), /no text for the verdict "maybe".*yes/s);
  assert.throws(() => cases("toString" as "yes", { yes: texts.yes }), /no text for the verdict/);
});

test("paragraphs and enumerations follow the rules of each language", () => {
  const [first, second] = [text("One.", "第一句。"), say({ share }, "It is {share}.", "是{share}。")];
  assert.deepEqual(paragraph(first, undefined, second), { en: "One. It is 98.4%.", zh: "第一句。是 98.4%。" });
  const cells = ["SRN", "GRU", "LSTM"].map(name);
  assert.deepEqual(enumeration(cells), { en: "SRN, GRU, and LSTM", zh: "SRN、GRU 和 LSTM" });
  assert.deepEqual(enumeration(cells.slice(1)), { en: "GRU and LSTM", zh: "GRU 和 LSTM" });
  assert.deepEqual(enumeration(cells.slice(2)), name("LSTM"));
  assert.throws(() => enumeration([]), /at least one item/);
});
