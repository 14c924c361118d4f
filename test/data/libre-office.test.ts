import assert from "node:assert/strict";
import { test } from "node:test";
import { dataSets, libreOffice } from "../../src/data/node.ts";
import { decodeMessages } from "../../src/data/mo.ts";
import { locate } from "../../src/data/files/locate.ts";

/** Creates a catalog of original and translated messages. */
function catalog(...messages: readonly (readonly [string, string])[]): Uint8Array {
  const texts = [...messages.map(([original]) => original), ...messages.map(([, translation]) => translation)].map(
    (text) => Buffer.from(text),
  );
  const header = Buffer.alloc(28 + 16 * messages.length);
  [0x950412de, 0, messages.length, 28, 28 + 8 * messages.length, 0, 0].forEach((word, i) =>
    header.writeUInt32LE(word, 4 * i),
  );
  let at = header.length;
  for (const [i, { length }] of texts.entries()) {
    header.writeUInt32LE(length, 28 + 8 * i);
    header.writeUInt32LE(at, 32 + 8 * i);
    at += length + 1;
  }
  return Uint8Array.from(Buffer.concat([header, ...texts.flatMap((text) => [text, Buffer.alloc(1)])]));
}

test("a catalog is decoded, with and without contexts", () => {
  const messages = decodeMessages(catalog(["", "header"], ["menu\x04_Open", "打开(_O)"], ["Close", "关闭"]), "a.mo");
  assert.deepEqual(messages, [
    { context: "", original: "", translation: "header" },
    { context: "menu", original: "_Open", translation: "打开(_O)" },
    { context: "", original: "Close", translation: "关闭" },
  ]);
});

test("invalid and truncated catalogs are rejected", () => {
  const bytes = catalog(["Close", "关闭"]);
  const refused = (own: Uint8Array, message: RegExp) => assert.throws(() => decodeMessages(own, "a.mo"), message);
  refused(Uint8Array.from(bytes).fill(0, 0, 1), /^DataError: a.mo is not a message catalog\n/);
  refused(new Uint8Array(0), /^DataError: a.mo is not a message catalog\n/);
  refused(bytes.subarray(0, 30), /^DataError: a.mo is truncated within its tables \(30 bytes\)/);
  refused(bytes.subarray(0, bytes.length - 3), /^DataError: a.mo is truncated: message 0 is after its end/);
});

const { bundles } = dataSets.find(({ name }) => name === "libre-office")!;
const skip = bundles.some((bundle) => locate(bundle) === undefined) && "the Debian packages are not on this machine";

test("messages are pairs of plain texts with unique English texts, in disjoint parts", { skip }, async () => {
  for (const to of ["zh", "fr"] as const) {
    const { train, validation, test: held } = await libreOffice({ to });
    const all = [...train, ...validation, ...held];
    assert.equal(all.length, to === "zh" ? 6787 : 6931);
    assert.equal(new Set(all.map(({ source }) => source)).size, all.length);
    for (const { source, target } of all) {
      const words = source.split(" ").length;
      assert.ok(words >= 3 && words <= 12, source);
      assert.doesNotMatch(source + target, /[<>%$\n\0]|\(_\w\)/);
      if (to === "zh") assert.match(target, /\p{Script=Han}/u);
    }
    const letters = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "");
    const known = new Set([...train, ...validation].map(({ source }) => letters(source)));
    assert.ok(held.every(({ source }) => !known.has(letters(source))));
  }
  const { train, test: held, validation } = await libreOffice({ words: [1, 1000] });
  assert.equal(train.length + validation.length + held.length, 15_877);
  const pairs = new Map([...train, ...validation, ...held].map(({ source, target }) => [source, target]));
  assert.equal(pairs.get("Returns the real coefficient of a complex number"), "返回某一复数的实系数");
  assert.equal(pairs.get("Header"), "页眉");
});
