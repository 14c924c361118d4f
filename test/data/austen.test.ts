import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import { austen, dataSets, splitText } from "../../src/data/node.ts";
import { decodeTexts } from "../../src/data/rdata.ts";
import { locate } from "../../src/data/files/locate.ts";

test("Persuasion is complete, and the concatenation of its parts is the novel", async () => {
  const { train, validation, test: held, novels } = await austen({ cut: true });
  assert.deepEqual(
    novels.map(({ title, text }) => [title, text.length]),
    [["Persuasion", 466_854]],
  );
  assert.equal(train + validation + held, novels[0]!.text);
  assert.match(novels[0]!.text, /^Persuasion\n\n\nby\n\nJane Austen\n/);
  assert.match(novels[0]!.text, /\nSir Walter Elliot, of Kellynch Hall, in Somersetshire, was a man who,\n/);
  for (const part of [validation, held]) {
    assert.ok(Math.abs(part.length / novels[0]!.text.length - 0.05) < 0.003);
    assert.doesNotMatch(part, /^\s/);
  }
});

const [, whole] = dataSets.find(({ name }) => name === "austen")!.bundles;
const skip = locate(whole!) === undefined && "the Debian package is not on this machine";

test("the six novels are the original texts", { skip }, async () => {
  const { train, validation, test: held, novels } = await austen();
  assert.deepEqual(
    novels.map(({ text }) => text.trimEnd().split("\n").length),
    [12_624, 13_030, 15_349, 16_235, 7856, 8328],
  );
  const text = novels.map((novel) => novel.text).join("");
  assert.deepEqual([text.length, new Set(text).size], [4_025_028, 81]);
  assert.equal(train.length + validation.length + held.length, text.length);
  assert.equal(novels.at(-1)!.text, (await austen({ cut: true })).novels[0]!.text);
});

test("a text is split at the ends of paragraphs", () => {
  const text = Array.from({ length: 20 }, (_, i) => `Paragraph ${i},\nof two lines.\n\n`).join("");
  const { train, validation, test: held } = splitText(text, { validation: 0.2, test: 0.1 });
  assert.equal(train + validation + held, text);
  assert.match(validation, /^Paragraph 15,/);
  assert.match(held, /^Paragraph 19,/);
  assert.deepEqual(splitText("all in one", { validation: 0, test: 0 }), {
    train: "all in one",
    validation: "",
    test: "",
  });
  assert.throws(
    () => splitText(text, { validation: 0.5, test: 0.5 }),
    /^ArgumentError: a text cannot be split into fractions of 0.5/,
  );
});

/** Creates an object in version 2 of the serialization format of R. */
function serialized(...words: (number | string)[]): Buffer {
  const parts = [
    Buffer.from("X\n"),
    ...[2, 0, 0, ...words].map((word) => {
      if (typeof word === "string") return Buffer.from(word);
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(word);
      return bytes;
    }),
  ];
  return Buffer.concat(parts);
}
const characters = (text: string) => [9, text.length, text] as const;
const names = (...texts: string[]) =>
  [0x402, 1, ...characters("names"), 16, texts.length, ...texts.flatMap(characters), 254] as const;

test("an R database is decoded by its index", async () => {
  const lines = Buffer.concat([
    Buffer.alloc(4),
    deflateSync(serialized(16, 2, ...characters("one"), ...characters("two"))),
  ]);
  const place = [13, 2, 3, lines.length] as const;
  const index = serialized(0x213, 1, 0x213, 1, ...place, ...names("poem"), ...names("variables"));
  // As in R, the second occurrence of a symbol is a reference.
  const again = serialized(
    0x213,
    1,
    0x213,
    1,
    ...place,
    ...names("poem"),
    0x402,
    0x1ff,
    16,
    1,
    ...characters("variables"),
    254,
  );
  for (const bytes of [index, again]) {
    const texts = await decodeTexts(gzipSync(bytes), Buffer.concat([Buffer.from("pad"), lines]));
    assert.deepEqual([...texts], [["poem", ["one", "two"]]]);
  }
});

test("R objects that are not texts are rejected", async () => {
  const refused = (bytes: Buffer, message: RegExp) =>
    assert.rejects(decodeTexts(gzipSync(bytes), Buffer.alloc(0)), message);
  await refused(Buffer.from("RDX3\n"), /^DataError: an R object is not in the binary serialization format/);
  await refused(serialized(13, 1, 5), /^DataError: the index of an R database is not a list/);
  await refused(serialized(24, 1, 5), /^DataError: the R type 24 is not supported/);
  await refused(serialized(0x213, 0, ...names()), /^DataError: the index's variables of an R database is not a list/);
});
