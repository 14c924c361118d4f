import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { type EmojiPictureOptions, dataSets, emojiPictures } from "../../src/data/node.ts";
import { decodePng } from "../../src/data/png.ts";
import { locate } from "../../src/data/files/locate.ts";

function chunk(kind: string, data: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  // The decoder does not check checksums, because the whole file has one.
  return Buffer.concat([length, Buffer.from(kind), data, Buffer.alloc(4)]);
}
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const header = (width: number, height: number, ...kind: number[]) => {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  bytes.set(kind, 8);
  return chunk("IHDR", bytes);
};

/** Differences between `row` and its prediction by `filter` from the row above. */
function filtered(filter: number, row: number[], above: number[]): number[] {
  const at = (values: number[], i: number) => values[i] ?? 0;
  const rest = row.map((value, x) => {
    const [a, b, c] = [at(row, x - 4), at(above, x), at(above, x - 4)];
    const estimate = a + b - c;
    const nearest = [a, b, c].reduce((best, own) =>
      Math.abs(estimate - own) < Math.abs(estimate - best) ? own : best,
    );
    return (value - [0, a, b, (a + b) >> 1, nearest][filter]!) & 255;
  });
  return [filter, ...rest];
}

test("images are decoded for every filter of their rows", async () => {
  const rows = Array.from({ length: 10 }, (_, y) =>
    Array.from({ length: 12 }, (_unused, x) => (37 * x * x + 91 * y * x + 13 * y) % 256),
  );
  const bytes = rows.flatMap((row, y) => filtered(y % 5, row, rows[y - 1] ?? []));
  const packed = deflateSync(Uint8Array.from(bytes));
  const file = Buffer.concat([
    signature,
    header(3, 10, 8, 6, 0, 0, 0),
    chunk("tEXt", Buffer.from("any")),
    chunk("IDAT", packed.subarray(0, 20)),
    chunk("IDAT", packed.subarray(20)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  const { width, height, data } = await decodePng(file, "a.png");
  assert.deepEqual([width, height], [3, 10]);
  assert.deepEqual([...data], rows.flat());
  await assert.rejects(decodePng(file.subarray(0, 60), "a.png"), /^DataError: a.png is truncated \(60 bytes\)/);
});

test("other images are rejected", async () => {
  await assert.rejects(decodePng(Buffer.from("GIF89a, not a PNG"), "a.png"), /^DataError: a.png is not a PNG image\n/);
  const end = chunk("IEND", Buffer.alloc(0));
  const palette = Buffer.concat([signature, header(1, 1, 8, 3, 0, 0, 0), end]);
  await assert.rejects(decodePng(palette, "a.png"), /^DataError: a.png is an unsupported kind of PNG image\n/);
  const small = Buffer.concat([
    signature,
    header(2, 2, 8, 6, 0, 0, 0),
    chunk("IDAT", deflateSync(Buffer.alloc(9))),
    end,
  ]);
  await assert.rejects(
    decodePng(small, "a.png"),
    /^DataError: a.png has 9 bytes for 2 x 2 pixels\n {2}They require 18\./,
  );
});

test("the cut has a man, a woman and a person of each kind in six variants", async () => {
  const { train, validation, combinations, unseen, categories } = await emojiPictures({ cut: true });
  const parts = [train, validation, combinations, unseen];
  const signs = parts.map(({ names }) => names.map(({ sign }) => sign));
  assert.equal(new Set(signs.flat()).size, 288);
  assert.deepEqual(categories, ["People & Body"]);
  const kinds = new Map<string, number>();
  for (const { en } of parts.flatMap(({ names }) => names)) {
    const kind = en.replace(/^(man|woman|person) /, "").replace(/: .*skin tone$/, "");
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  assert.deepEqual(
    [...kinds.values()],
    Array.from({ length: 16 }, () => 18),
  );
  const untoned = (sign: string) => sign.replaceAll(/\uFE0F|[\u{1F3FB}-\u{1F3FF}]/gu, "");
  const known = new Set(signs.slice(0, 3).flat().map(untoned));
  assert.ok(signs[3]!.length > 0 && signs[3]!.every((sign) => !known.has(untoned(sign))));
  assert.notDeepEqual((await emojiPictures({ cut: true, seed: 1 })).unseen.names, unseen.names);
});

const [, whole] = dataSets.find(({ name }) => name === "emoji-pictures")!.bundles;
const skip = locate(whole!) === undefined && "the npm package is not on this machine";

test("images have names, and held-out images are not in the training part", { skip }, async () => {
  const { train, validation, combinations, unseen, categories } = await emojiPictures({ seed: 3 });
  const parts = [train, validation, combinations, unseen];
  assert.equal(
    parts.reduce((sum, { names }) => sum + names.length, 0),
    3786,
  );
  for (const { pictures, names } of parts) {
    assert.deepEqual(pictures.fields[0]!.shape, [names.length, 3, 32, 32]);
    assert.ok(names.every((name) => name !== undefined));
    assert.ok(pictures.fields[1]!.data.every((label: number) => label < categories.length));
  }
  assert.equal(categories.length, 10);
  const untoned = (sign: string) => sign.replaceAll(/[\u{1F3FB}-\u{1F3FF}]/gu, "");
  const signs = new Set(train.names.map(({ sign }) => sign));
  assert.ok(combinations.names.every(({ sign, en }) => !signs.has(sign) && en.includes("skin tone")));
  const bases = new Set(parts.slice(0, 3).flatMap(({ names }) => names.map(({ sign }) => untoned(sign))));
  // Couples with two skin tones have other code points than those without.
  const single = unseen.names.filter(({ en }) => !en.includes(","));
  assert.ok(single.length > 300 && single.every(({ sign }) => !bases.has(untoned(sign))));
  assert.deepEqual((await emojiPictures({ seed: 3 })).unseen.names, unseen.names);
  assert.notDeepEqual((await emojiPictures()).unseen.names, unseen.names);
});

test("the cut is a part of the full set, pixel by pixel", { skip }, async () => {
  const byName = async (options: EmojiPictureOptions) => {
    const { categories: _, ...parts } = await emojiPictures(options);
    return new Map(
      Object.values(parts).flatMap(({ names, pictures }) =>
        names.map(({ en }, i) => [en, pictures.fields[0]!.data.subarray(3072 * i, 3072 * (i + 1))] as const),
      ),
    );
  };
  const [cut, all] = [await byName({ cut: true }), await byName({})];
  assert.equal(cut.size, 288);
  for (const [name, pixels] of cut) assert.deepEqual(pixels, all.get(name), name);
});

test("a red heart is red on white", { skip }, async () => {
  const parts = await emojiPictures();
  for (const { pictures, names } of [parts.train, parts.unseen]) {
    const row = names.findIndex(({ en }) => en === "red heart");
    if (row < 0) continue;
    const pixels = pictures.fields[0]!.data.subarray(3072 * row, 3072 * (row + 1));
    const at = (x: number, y: number) => [0, 1, 2].map((channel) => pixels[1024 * channel + 32 * y + x]!);
    assert.deepEqual(at(0, 0), [255, 255, 255]);
    const [red, green, blue] = at(16, 16) as [number, number, number];
    assert.ok(red > 200 && green < 80 && blue < 100, [red, green, blue].join());
    return;
  }
  assert.fail("there is no red heart");
});
