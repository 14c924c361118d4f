import assert from "node:assert/strict";
import { test } from "node:test";
import { emojiNames, emojiTranslations, splitGroups } from "../../src/data/node.ts";

test("every name occurs once, in three languages", async () => {
  const names = await emojiNames();
  assert.equal(names.length, 4342);
  assert.equal(new Set(names.map(({ en }) => en)).size, 4342);
  assert.equal(new Set(names.map(({ sign }) => sign)).size, 4342);
  assert.ok(names.every((name) => Object.values(name).every((text) => text !== "" && text.trim() === text)));
  assert.deepEqual(
    names.find(({ en }) => en === "woman supervillain: medium skin tone"),
    {
      sign: "\u{1f9b9}\u{1f3fd}\u200d\u2640",
      en: "woman supervillain: medium skin tone",
      fr: "super-vilain femme\u202f: peau légèrement mate",
      zh: "女超级大坏蛋: 中等肤色",
    },
  );
});

test("translations are split by English names or by base names", async () => {
  for (const holdOut of ["names", "bases"] as const) {
    const { train, validation, test: held } = await emojiTranslations({ to: "fr", holdOut, seed: 2 });
    assert.equal(train.length + validation.length + held.length, 4342);
    for (const part of [validation, held]) assert.ok(part.length >= 434 && part.length < 480, String(part.length));
    const group = ({ source }: { source: string }) => (holdOut === "names" ? source : source.split(":")[0]!);
    const known = new Set([...train, ...validation].map(group));
    assert.ok(
      held.every((pair) => !known.has(group(pair))),
      holdOut,
    );
  }
  const chinese = await emojiTranslations();
  assert.ok(
    [...chinese.train, ...chinese.test].some(({ source, target }) => source === "red heart" && target === "红心"),
  );
  assert.deepEqual(await emojiTranslations({ seed: 0 }), chinese);
  assert.notDeepEqual(await emojiTranslations({ seed: 1 }), chinese);
});

test("groups are not divided, parts keep the order, and equal seeds result in equal parts", () => {
  const items = Array.from({ length: 100 }, (_, i) => i);
  const parts = splitGroups(items, (i) => String(i % 20), { validation: 0.2, test: 0.1, seed: 3 });
  assert.deepEqual([parts.train.length, parts.validation.length, parts.test.length], [70, 20, 10]);
  for (const part of Object.values(parts)) {
    assert.deepEqual(
      part,
      [...part].sort((a, b) => a - b),
    );
    for (const i of part) assert.ok(part.includes((i + 20) % 100));
  }
  assert.deepEqual(
    splitGroups(items, (i) => String(i % 20), { validation: 0.2, test: 0.1, seed: 3 }),
    parts,
  );
  assert.deepEqual(splitGroups(items, String, { validation: 0, test: 0 }).train, items);
  assert.throws(
    () => splitGroups(items, String, { test: 1 }),
    /^ArgumentError: examples cannot be split into fractions of 0.1/,
  );
});
