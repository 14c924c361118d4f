/** Vocabularies: decoding inverts encoding, equal texts have equal vocabularies, and merges follow the definition. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assert as assertProperty, property, string } from "fast-check";
import {
  type Vocabulary,
  bytePairVocabulary,
  characterVocabulary,
  loadVocabulary,
  wordVocabulary,
} from "../../src/data/node.ts";

const poem = "床前明月光，疑是地上霜。\n举头望明月，低头思故乡。";
const prose = "the cat sat on the mat; the dog sat on the log, and the cat sat on the dog";

const labels = (vocabulary: Vocabulary) => Array.from({ length: vocabulary.size }, (_, i) => vocabulary.label(i));

test("character tokens are code points in the order of their codes, after the special tokens", () => {
  const vocabulary = characterVocabulary("ba😀a", { special: ["end", "padding"] });
  assert.deepEqual(labels(vocabulary), ["<padding>", "<end>", "a", "b", "😀"]);
  assert.deepEqual([...vocabulary.encode("a😀b")], [2, 4, 3]);
  assert.equal(vocabulary.decode([0, 2, 4, 1]), "a😀");
  assert.equal(vocabulary.token("end"), 1);
});

test("the most frequent words are kept, and other words are unknown", () => {
  const vocabulary = wordVocabulary(prose, { size: 4, special: ["unknown"] });
  assert.deepEqual(labels(vocabulary), ["<unknown>", "on", "sat", "the"]);
  assert.deepEqual([...vocabulary.encode("the cow\nsat")], [3, 0, 2]);
  assert.equal(vocabulary.decode([3, 0, 2]), "the sat");
  assert.equal(wordVocabulary(prose, { least: 3 }).size, 3);
});

test("errors name unknown characters, tokens and special tokens", () => {
  const vocabulary = characterVocabulary("ab");
  assert.throws(() => vocabulary.encode("abc"), /does not know "c"\n.*characters.*\n.*special: \["unknown"\]/);
  assert.throws(() => vocabulary.decode([2]), /no token 2\n {2}Tokens are numbered from 0 to 1\./);
  assert.throws(() => vocabulary.token("end"), /no token for end\n {2}It was created with no special tokens\./);
  assert.throws(() => characterVocabulary("a", { special: ["stop" as "end"] }), /no special token named stop/);
  assert.throws(() => bytePairVocabulary("a", { size: 255 }), /255 tokens\n.*\n {2}Use a size of at least 256\./);
});

/** Reference implementation by definition: count all pairs, merge the most frequent one, repeat. */
function mergesByDefinition(text: string, count: number): [number, number][] {
  const words = (text.match(/\s?\p{L}+|\s?\p{N}+|\s?[^\s\p{L}\p{N}]+|\s+/gu) ?? []).map((word) => [
    ...new TextEncoder().encode(word),
  ]);
  const merges: [number, number][] = [];
  while (merges.length < count) {
    const counts = new Map<string, number>();
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        const pair = `${word[i]} ${word[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const ranked = [...counts].map(([pair, times]) => ({
      pair: pair.split(" ").map(Number) as [number, number],
      times,
    }));
    ranked.sort((a, b) => b.times - a.times || a.pair[0] - b.pair[0] || a.pair[1] - b.pair[1]);
    const [best] = ranked;
    if (best === undefined || best.times < 2) break;
    for (const word of words) {
      for (let i = 0; i + 1 < word.length; i++) {
        if (word[i] === best.pair[0] && word[i + 1] === best.pair[1]) word.splice(i, 2, 256 + merges.length);
      }
    }
    merges.push(best.pair);
  }
  return merges;
}

test("byte-pair merges follow the definition", () => {
  for (const text of [prose, poem, "aaaa aaaaa aaa", "ab".repeat(20)]) {
    const { tokens } = bytePairVocabulary(text, { size: 256 + 40 }).toJSON();
    assert.deepEqual(tokens, mergesByDefinition(text, 40), text);
  }
});

test("byte pairs can encode any text, and frequent words have few tokens", () => {
  const vocabulary = bytePairVocabulary(`${prose}\n${poem}`, { size: 300, special: ["start"] });
  assertProperty(property(string({ unit: "grapheme" }), (text) => vocabulary.decode(vocabulary.encode(text)) === text));
  assert.equal(vocabulary.encode(" the").length, 1);
  assert.equal(vocabulary.encode("").length, 0);
  assert.equal(vocabulary.label(vocabulary.encode(" the")[0]!), " the");
});

test("a saved and loaded vocabulary is the same", () => {
  const made = [
    characterVocabulary(poem, { special: ["unknown", "end"] }),
    wordVocabulary(prose, { special: ["padding"] }),
    bytePairVocabulary(prose, { size: 280, special: ["start"] }),
  ];
  for (const [i, text] of [poem, prose, prose].entries()) {
    const loaded = loadVocabulary(JSON.stringify(made[i]));
    assert.deepEqual(labels(loaded), labels(made[i]!));
    assert.deepEqual(loaded.encode(text), made[i]!.encode(text));
  }
});

test("the error about an invalid vocabulary names it", () => {
  const cases = ["{", "3", '{"kind":"letters","special":[],"tokens":[]}'];
  for (const json of cases) assert.throws(() => loadVocabulary(json, "v.json"), /^DataError: v\.json is not /, json);
  const twice = '{"kind":"words","special":[],"tokens":["a","a"]}';
  const early = '{"kind":"byte pairs","special":[],"tokens":[[0,257]]}';
  assert.throws(() => loadVocabulary(twice, "v.json"), /Its tokens must be unique strings/);
  assert.throws(() => loadVocabulary(early, "v.json"), /must join two earlier tokens/);
});
