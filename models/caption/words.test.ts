/** The words of image captioning on supporting, opposing and unclear facts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkVariants, variantsOf } from "../shared/variants.ts";
import { type Summary, summarize } from "../verdicts.ts";
import { type BlindFacts, type LookingFacts, type UnseenFacts, hiddenParts } from "./facts.ts";
import { kinds } from "./kinds.ts";
import { blindWords, lookingWords, unseenWords } from "./words.ts";

const orders = ["a is larger", "b is larger", "unclear"] as const;
const reaches = ["reached", "missed", "unclear"] as const;
const one = summarize([0.7]);
const three = summarize([0.71, 0.72, 0.58]);

test("looking: every verdict has correct words, with and without pictures of two skin tones", () => {
  const facts = (intact: Summary): LookingFacts => ({
    intact,
    hidings: hiddenParts.map((part) => ({ part, attention: intact, annotations: intact, pixels: intact })),
    annotations: "a is larger",
    pixels: "unclear",
    pairs: { pictures: 31, first: intact, second: intact },
    rightward: "a is larger",
    examples: [],
  });
  const found = [three, one].flatMap((intact) => [
    ...variantsOf(facts(intact), { annotations: orders, pixels: orders, rightward: orders }),
    ...variantsOf(facts(intact), { pairs: [null], rightward: ["none"] }),
  ]);
  assert.deepEqual(checkVariants(lookingWords, found), []);
  assert.match(lookingWords(facts(three)).answer.en, /If pixels are hidden instead, no difference was measured/);
  assert.match(lookingWords(facts(one)).answer.en, /too few seeds/);
});

test("blind: kinds are listed as measured, and every verdict has correct words", () => {
  const costs = (value: Summary) => ({ own: value, none: value, other: value });
  const facts = (value: Summary, chosen: Partial<BlindFacts["kinds"][number]>): BlindFacts => ({
    all: costs(value),
    kinds: kinds.map((kind) => ({
      kind,
      tokens: 100,
      costs: costs(value),
      guessable: kind === "form" ? "reached" : "missed",
      helps: "a is larger",
      ...chosen,
    })),
    threshold: 0.3,
    positions: [costs(value)],
    misled: "a is larger",
  });
  const found = [three, one].flatMap((value) =>
    reaches.flatMap((guessable) =>
      orders.flatMap((helps) => variantsOf(facts(value, { guessable, helps }), { misled: orders })),
    ),
  );
  assert.deepEqual(checkVariants(blindWords, [...found, facts(three, {})]), []);
  const { en, zh } = blindWords(facts(three, {})).answer;
  assert.match(
    en,
    /guess fixed words of all names\. The picture decides on the skin tone, the gender, and the object\./,
  );
  assert.match(zh, /猜到的：固定格式的词。要看图才写得出的：肤色、性别和画的是什么。/);
});

test("unseen: equal and different verdicts on both languages have correct words", () => {
  const language = (value: Summary): UnseenFacts["languages"][number] => ({
    language: "en",
    accuracies: (["combinations", "unseen"] as const).flatMap((emoji) =>
      kinds.map((kind) => ({ emoji, kind, captions: 50, own: value, near: value })),
    ),
    fresh: value,
    novel: "missed",
    tone: "a is larger",
    lost: "a is larger",
    examples: [],
  });
  const found = [three, one].flatMap((value) =>
    variantsOf(language(value), { novel: reaches, tone: orders, lost: orders }).flatMap((en): UnseenFacts[] => [
      { languages: [en, { ...en, language: "zh" }] },
      { languages: [en, { ...en, language: "zh", novel: "unclear", tone: "unclear", lost: "unclear" }] },
    ]),
  );
  assert.deepEqual(checkVariants(unseenWords, found), []);
  assert.match(unseenWords(found[0]!).caution!.en, /Measured over 3 seeds/);
  assert.match(unseenWords(found.at(-1)!).answer.en, /too few seeds/);
});
