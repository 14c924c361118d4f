/** Malicious files: each is rejected with a short message, in little time and memory. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync, gzipSync } from "node:zlib";
import { DataError, HebbError } from "../../src/base/errors.ts";
import { loadVocabulary } from "../../src/data/node.ts";
import { decodeMessages } from "../../src/data/mo.ts";
import { unpack } from "../../src/data/packed.ts";
import { decodePng } from "../../src/data/png.ts";
import { decodeTexts } from "../../src/data/rdata.ts";
import { decodeSafetensors } from "../../src/io/safetensors.ts";

/** Asserts that an error is a DataError with a short message. */
function isShort(error: unknown, message: RegExp): true {
  assert.ok(error instanceof DataError, String(error));
  assert.match(error.message, message);
  assert.ok(error.message.length < 2000, `${error.message.length} characters`);
  return true;
}

/** Checks that `decode` throws a DataError with a short message. */
function refuses(decode: () => unknown, message: RegExp): void {
  assert.throws(decode, (error) => isShort(error, message));
}

/** Checks that `decoded` rejects with a DataError with a short message. */
function rejects(decoded: Promise<unknown>, message: RegExp): Promise<void> {
  return assert.rejects(decoded, (error) => isShort(error, message));
}

const deep = (open: string, close: string) => `${open.repeat(200_000)}0${close.repeat(200_000)}`;

function safetensors(header: string): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + 4);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (dtype: string, shape: string, offsets: string) =>
  safetensors(`{"x":{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}}`);

test("headers of checkpoints with deeply nested or long values", () => {
  const nested = deep("[", "]");
  refuses(() => decodeSafetensors(entry(nested, "[1]", "[0,4]"), "f"), /the element type \[\[…\]\]/);
  refuses(() => decodeSafetensors(entry('"F32"', nested, "[0,4]"), "f"), /the shape \[\[…\]\]/);
  refuses(() => decodeSafetensors(entry('"F32"', "[1]", nested), "f"), /the data offsets \[\[…\]\]/);
  refuses(() => decodeSafetensors(entry(deep('{"a":', "}"), "[1]", "[0,4]"), "f"), /the element type \{…\}/);
  const long = `[${new Array<number>(50_000).fill(1.5).join()}]`;
  refuses(() => decodeSafetensors(entry('"F32"', long, "[0,4]"), "f"), /the shape \[1\.5,1\.5.*,… 50000 in all\]/);
  const ones = `[${new Array<number>(50_000).fill(1).join()}]`;
  refuses(() => decodeSafetensors(entry('"F32"', ones, "[0,3]"), "f"), /has 3 bytes for tensor "x"/);
  refuses(() => decodeSafetensors(safetensors(`{"${"n".repeat(100_000)}":1}`), "f"), /malformed entry for tensor "nnn/);
});

const bytePairs = (tokens: unknown) => JSON.stringify({ kind: "byte pairs", special: [], tokens });

test("byte-pair merges that double a token repeatedly or create many long tokens", () => {
  const doubling = Array.from({ length: 40 }, (_, i) => (i === 0 ? [97, 97] : [255 + i, 255 + i]));
  refuses(() => loadVocabulary(bytePairs(doubling), "v"), /token 270 has 32768 bytes/);
  const long = Array.from({ length: 13 }, (_, i) => (i === 0 ? [97, 97] : [255 + i, 255 + i]));
  const many = [...long, ...Array.from({ length: 20_000 }, () => [268, 97])];
  refuses(
    () => loadVocabulary(bytePairs(many), "v"),
    /A token has at most 16388 bytes, all tokens together at most 67108864/,
  );
  const { size } = loadVocabulary(bytePairs(long));
  assert.equal(size, 269);
});

test("vocabularies with malformed parts", () => {
  const saved = (special: string, tokens: string) => `{"kind":"words","special":${special},"tokens":${tokens}}`;
  const refused = (json: string) =>
    assert.throws(
      () => loadVocabulary(json, "v"),
      (error) => {
        return error instanceof HebbError && error.message.length < 2000;
      },
    );
  refused(saved(`[${deep("[", "]")}]`, "[]"));
  refused(saved('[{"toString":1}]', "[]"));
  refused(saved("[]", `[${deep("[", "]")}]`));
  refused(deep("[", "]"));
});

function png(width: number, height: number, rows: Uint8Array): Uint8Array {
  const chunk = (kind: string, data: Uint8Array) => {
    const bytes = new Uint8Array(12 + data.length);
    new DataView(bytes.buffer).setUint32(0, data.length);
    bytes.set(new TextEncoder().encode(kind), 4);
    bytes.set(data, 8);
    return bytes;
  };
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, 6], 8);
  const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", new Uint8Array(0))]);
}

test("images", async () => {
  const decode = (width: number, height: number, rows: Uint8Array) => decodePng(png(width, height, rows), "p");
  assert.deepEqual([...(await decode(1, 1, deflateSync(Uint8Array.of(0, 1, 2, 3, 4)))).data], [1, 2, 3, 4]);
  await rejects(decode(1, 1, Uint8Array.of(1, 2, 3)), /^p cannot be decompressed\n/);
  await rejects(decode(1, 1, deflateSync(new Uint8Array(2 ** 24))), /^p cannot be .*\n.*expands to more than 5 bytes/);
  await rejects(decode(2 ** 31, 2 ** 31, deflateSync(new Uint8Array(1))), /At most 67108864 are supported/);
  await rejects(decode(1, 1, deflateSync(Uint8Array.of(9, 1, 2, 3, 4))), /no filter 9/);
  const header = png(1, 1, new Uint8Array(0)).subarray(0, 20);
  await rejects(decodePng(header, "p"), /^p is damaged: /);
});

test("R databases", async () => {
  const object = (...parts: (number | readonly number[])[]) => {
    const words = parts.flat();
    const bytes = new Uint8Array(2 + 4 * words.length);
    bytes.set([0x58, 0x0a]);
    words.forEach((word, i) => new DataView(bytes.buffer).setInt32(2 + 4 * i, word));
    return bytes;
  };
  const read = (index: Uint8Array) => decodeTexts(index, new Uint8Array(0));
  await rejects(read(Uint8Array.of(1, 2, 3)), /^an R database cannot be decompressed\n/);
  await rejects(read(gzipSync(object())), /^an R database is damaged: /);
  await rejects(read(gzipSync(object(2, 0, 0, 19, 2 ** 31 - 1))), /truncated/);
  await rejects(read(gzipSync(object(2, 0, 0, 13, -5))), /truncated/);
  await rejects(read(gzipSync(object(2, 0, 0, 9, 2 ** 30))), /truncated/);
  // Deeply nested lists.
  await rejects(
    read(
      gzipSync(
        object(
          2,
          0,
          0,
          Array.from({ length: 200_000 }, (_, i) => [19, 1][i % 2]!),
        ),
      ),
    ),
    /damaged|truncated/,
  );
  await rejects(read(gzipSync(new Uint8Array(2 ** 29))), /^an R database cannot be decompressed\n/);
});

test("message catalogs that declare more messages than they have", () => {
  const bytes = new Uint8Array(28);
  new DataView(bytes.buffer).setUint32(0, 0x950412de, true);
  new DataView(bytes.buffer).setUint32(8, 2 ** 32 - 1, true);
  refuses(() => decodeMessages(bytes, "c"), /declares 4294967295 messages/);
});

/** Encodes arrays with another header. */
function packed(header: unknown, elements = 8): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const start = 8 * Math.ceil((4 + text.length) / 8);
  const bytes = new Uint8Array(start + elements);
  new DataView(bytes.buffer).setUint32(0, text.length, true);
  bytes.set(text, 4);
  return bytes;
}

test("packed arrays with an invalid header", () => {
  const entry = { name: "x", dtype: "f32", shape: [2] };
  const read = (own: object, elements?: number) => () =>
    unpack(packed({ key: "k", arrays: [{ ...entry, ...own }] }, elements), "a file");
  assert.deepEqual(read({})().arrays["x"], { data: new Float32Array(2), shape: [2] });
  const invalid = /^a file has an invalid array "x"\n/;
  refuses(read({ shape: [3] }), invalid);
  refuses(read({ shape: [-2] }), invalid);
  refuses(read({ shape: [0.5, 4] }), invalid);
  refuses(read({ shape: [2 ** 40, 2 ** 40] }), invalid);
  refuses(read({ shape: "2" }), invalid);
  refuses(read({ shape: [2], total: 2 }), invalid);
  refuses(read({ shape: [], total: 2 }), invalid);
  refuses(read({ dtype: "f64" }), invalid);
  refuses(read({ dtype: "toString" }), invalid);
  refuses(read({}, 0), invalid);
  refuses(() => unpack(packed({ key: "k" }), "a file"), /^a file is damaged: /);
  refuses(() => unpack(packed(deep("[", "]")), "a file"), /^a file is damaged: /);
  refuses(() => unpack(packed("null"), "a file"), /^a file is damaged: /);
  refuses(() => unpack(Uint8Array.of(1, 2), "a file"), /^a file is damaged: /);
  const long = { name: "n".repeat(100_000), dtype: "u8", shape: [9] };
  refuses(() => unpack(packed({ key: "k", arrays: [long] }), "a file"), /^a file has an invalid array "nnn/);
  // The name is data, not a property of the prototype.
  const { arrays } = unpack(packed('{"key":"k","arrays":[{"name":"__proto__","dtype":"u8","shape":[1]}]}'), "a file");
  assert.deepEqual(Object.keys(arrays), ["__proto__"]);
});
