/** Checks of answers: layers, wording, punctuation, spaces, numbers and terms, each on a text that breaks the rule. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Answer, checkAnswer, checkSentences, checkText } from "./answer.ts";
import { glossary } from "./glossary.ts";
import { percent, ratio, seeds } from "./quantity.ts";
import { cases, say, text } from "./text.ts";
import { checkTerms } from "./terms.ts";
import { distinguishable, summarize } from "./verdicts.ts";

const gru = summarize([0.97, 0.96, 0.98]);
const srn = summarize([0.41, 0.44, 0.39]);

const good: Answer = {
  answer: cases(distinguishable(gru, srn), {
    "a is larger": text("Yes. Gates remember longer sequences.", "能。有了门，网络记得住更长的序列。"),
    "b is larger": text("No. The simple network remembers more.", "不能，简单网络反而记得更多。"),
    unclear: text("No measurable difference.", "没有测出差别。"),
  }),
  evidence: say(
    { gru: percent(gru), srn: percent(srn), seeds: seeds(gru.n) },
    "Over {seeds}, the GRU classifies {gru} correctly, and the simple recurrent network {srn}.",
    "用{seeds}测量，GRU答对{gru}，简单循环网络只答对{srn}。",
  ),
  caution: text("Both were trained equally long.", "两者训练的时间一样长。"),
};

test("an answer of three layers passes", () => {
  assert.deepEqual(checkAnswer(good), []);
  const { answer, evidence } = good;
  assert.deepEqual(checkAnswer({ answer, evidence }), []);
  assert.equal(evidence.zh, "用 3 个随机种子测量，GRU 答对 97.0% ± 1.0%，简单循环网络只答对 41.3% ± 2.5%。");
});

test("an answer has no number, and evidence has at most four", () => {
  const [share, tiny] = [percent(0.9), ratio(5e-7)];
  const counted = say({ share }, "It is {share}.", "是{share}。");
  assert.deepEqual(checkAnswer({ ...good, answer: counted }), ["answer: no numbers (90.0%); they are evidence"]);
  const worded = say({ tiny }, "It is {tiny}.", "还{tiny}。");
  assert.match(checkAnswer({ ...good, answer: worded }).join(), /^answer: no numbers/);
  assert.deepEqual(checkAnswer({ ...good, answer: text("LeNet-5 does.", "是 LeNet-5。") }), []);
  const four = say({ share, tiny }, "{share}, {share}, {share} and {tiny}.", "是{share}、{share}、{share}和{tiny}。");
  assert.deepEqual(checkAnswer({ ...good, evidence: four }), []);
  const five = say({ share }, "{share}, {share}, {share}, {share} and {share} of it.", "是{share}。");
  assert.deepEqual(checkAnswer({ ...good, evidence: five }), ["evidence: 5 quantities, at most 4"]);
  assert.match(
    checkAnswer({ ...good, caution: { en: "Here.", zh: "" } }).join("\n"),
    /caution: zh: the text is missing/,
  );
});

test("sentences end, and have both languages", () => {
  assert.deepEqual(checkSentences({ en: "It is", zh: "是" }), [
    "en: an English sentence ends with a period",
    "zh: a Chinese sentence ends with 。",
  ]);
  assert.deepEqual(checkSentences({ en: "It is.", zh: "It is." }), ["zh: a Chinese sentence ends with 。"]);
  assert.match(checkText({ en: "", zh: "是" }).join("\n"), /en: the text is missing/);
  assert.match(checkText({ en: "A", zh: "" }).join("\n"), /zh: the text is missing/);
});

test("each rule of English is found", () => {
  const found = (en: string) => checkText({ en, zh: "是。" }).join("\n");
  assert.match(found(`${"word ".repeat(36)}.`), /36 words, at most 35/);
  assert.equal(found(`${"word ".repeat(34)}end. ${"word ".repeat(34)}end.`), "");
  assert.match(found("Products are dear."), /"dear": expensive/);
  assert.match(found("Colours are normalised."), /American spelling/);
  assert.match(found("They are indistinguishable."), /no measurable difference/);
  assert.match(found("A gate，too."), /in an English text/);
  assert.match(found("Two  spaces."), /single spaces/);
  assert.match(found("{share} of it."), /unfilled slot/);
  assert.match(found("It is NaN."), /not a value/);
  assert.match(found("Below 5e-7."), /small numbers in words/);
  assert.match(found("It is 90 %."), /percent sign/);
  assert.equal(found("The loss is normalized; colors tell it."), "");
});

test("each rule of Chinese is found", () => {
  const found = (zh: string) => checkText({ en: "It is.", zh }).join("\n");
  assert.match(found("是的,没有差别。"), /"的,": full-width punctuation/);
  assert.match(found("是的.没有差别。"), /full-width/);
  assert.match(found("用了 LSTM, GRU。"), /"M,": full-width/);
  assert.match(found("门(gate)打开。"), /full-width/);
  assert.match(found("SRN答对了。"), /spaces as in "SRN 答对了。"/);
  assert.match(found("每 个都对。"), /spaces as in "每个都对。"/);
  assert.match(found("注意力使解码器关注输入成为可能。"), /有了/);
  assert.match(found("是％的。"), /percent sign/);
  assert.equal(found("函数 f(x, y) 的值更大，没有差别。"), "");
});

test("both languages state the same numbers", () => {
  assert.deepEqual(checkText({ en: "It is 5.", zh: "是 6。" }), ["the languages state different numbers: 5; 6"]);
  assert.deepEqual(checkText({ en: "Of 50,000 and 2 million.", zh: "是 5 万和 200 万。" }), []);
  assert.deepEqual(checkText({ en: "It is 5, not 5.", zh: "是 5。" }), []);
});

test("terms of the glossary have their Chinese terms", () => {
  assert.deepEqual(checkTerms(text("The hidden state fades.", "隐状态逐渐消失。")), []);
  assert.deepEqual(checkTerms(text("Hidden States fade.", "状态逐渐消失。")), [
    '"Hidden States" is 隐状态 or 隐藏状态 in Chinese',
  ]);
  assert.deepEqual(checkTerms(text("Hard attention", "硬性注意力")), []);
  assert.deepEqual(checkTerms(text("Hard attention", "注意力")), ['"Hard attention" is 硬性注意力 in Chinese']);
  assert.deepEqual(checkTerms(text("Query and value of a biased gatekeeper", "看门人")), []);
  assert.deepEqual(checkTerms(text("A restricted Boltzmann machine", "RBM 的能量")), []);
  assert.deepEqual(checkTerms(text("Self-attention, dropout", "自注意力，丢弃法")), []);
});

test("the glossary has each English form once, and its Chinese is spaced", () => {
  const english = glossary.flatMap(({ en }) => en.map((form) => form.toLowerCase()));
  assert.equal(new Set(english).size, english.length);
  assert.ok(glossary.length > 180);
  for (const { en, zh } of glossary) assert.deepEqual(checkText({ en: en[0]!, zh: zh[0]! }), [], en[0]);
  assert.deepEqual(checkAnswer(good).concat(checkTerms(good.evidence)), []);
});
