import assert from "node:assert/strict";
import { test } from "node:test";
import { ArgumentError, DataError } from "../../src/base/errors.ts";
import type { StoredTensor } from "../../src/io/safetensors.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/io/safetensors.ts";

/** Builds a file from a header, as an object or as raw text, and the bytes of the elements. */
function file(header: unknown, data: ArrayLike<number> = [], length?: bigint): Uint8Array {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const entry = (dtype: unknown, shape: unknown, ...offsets: unknown[]) => ({ dtype, shape, data_offsets: offsets });

/** Decodes a file with one tensor, "x". */
function decodeOne(dtype: string, shape: number[], data: ArrayBufferView): StoredTensor {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return decodeSafetensors(file({ x: entry(dtype, shape, 0, bytes.length) }, bytes), "f").tensors.get("x")!;
}

test("encoding and decoding preserve all element types, scalars, empty tensors and any name", () => {
  const tensors: [string, StoredTensor][] = [
    ["mask", { dtype: "bool", shape: [3], data: Uint8Array.of(1, 0, 1) }],
    ["hidden.weight", { dtype: "f32", shape: [2, 3], data: Float32Array.of(0, -0, NaN, Infinity, 1e-45, 3.5) }],
    ["10", { dtype: "i32", shape: [2], data: Int32Array.of(-(2 ** 31), 2 ** 31 - 1) }],
    ["2", { dtype: "u8", shape: [5], data: Uint8Array.of(0, 1, 2, 254, 255) }],
    ["step", { dtype: "i32", shape: [], data: Int32Array.of(7) }],
    ["nothing", { dtype: "f32", shape: [0, 4], data: new Float32Array(0) }],
    ['重み "α" \\ 🙂', { dtype: "f32", shape: [1], data: Float32Array.of(2) }],
    ["__proto__", { dtype: "u8", shape: [1], data: Uint8Array.of(9) }],
    ["", { dtype: "f32", shape: [1], data: Float32Array.of(3) }],
  ];
  const metadata = { format: "hebb", 説明: "a model" };
  const decoded = decodeSafetensors(encodeSafetensors(tensors, metadata), "model.safetensors");
  assert.deepEqual(decoded.tensors, new Map(tensors));
  assert.deepEqual(decoded.metadata, metadata);
});

test("a file can have no tensors", () => {
  const decoded = decodeSafetensors(encodeSafetensors([]), "empty.safetensors");
  assert.deepEqual(decoded, { tensors: new Map(), metadata: {} });
});

test("views are encoded with their own elements only, and decoded arrays do not share memory with the file", () => {
  const data = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  const bytes = Buffer.from(encodeSafetensors([["x", { dtype: "f32", shape: [2], data }]]));
  const { tensors } = decodeSafetensors(bytes, "f");
  bytes.fill(0);
  assert.deepEqual(tensors.get("x")!.data, Float32Array.of(2, 3));
});

test("the encoding follows the format: padded header, widest element types first, no gaps", () => {
  const bytes = encodeSafetensors([
    ["b", { dtype: "u8", shape: [3], data: Uint8Array.of(1, 2, 3) }],
    ["w", { dtype: "f32", shape: [1], data: Float32Array.of(1) }],
  ]);
  const header =
    '{"b":{"dtype":"U8","shape":[3],"data_offsets":[4,7]},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  assert.deepEqual(bytes, file(header, [0, 0, 0x80, 0x3f, 1, 2, 3]));
  assert.equal(new DataView(bytes.buffer).getUint32(0, true) % 8, 0);
});

test("files with the layout of the Python package can be decoded", () => {
  // save({"embedding": float32 [2, 2], "bias": float16 [3], "seen": bool [2]}, {"format": "pt"}): keys without spaces,
  // sorted by element size and then by name, padded to 8 bytes.
  const header =
    '{"__metadata__":{"format":"pt"},"embedding":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},' +
    '"bias":{"dtype":"F16","shape":[3],"data_offsets":[16,22]},"seen":{"dtype":"BOOL","shape":[2],"data_offsets":[22,24]}}';
  const floats = [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40, 0, 0, 0x40, 0x40, 0, 0, 0x80, 0xc0];
  const halves = [0x00, 0x3c, 0x00, 0xb8, 0xff, 0x7b];
  const { tensors, metadata } = decodeSafetensors(file(header, [...floats, ...halves, 1, 0]), "pt.safetensors");
  assert.deepEqual(metadata, { format: "pt" });
  assert.deepEqual(
    [...tensors],
    [
      ["embedding", { dtype: "f32", shape: [2, 2], data: Float32Array.of(1, 2, 3, -4) }],
      ["bias", { dtype: "f32", shape: [3], data: Float32Array.of(1, -0.5, 65504) }],
      ["seen", { dtype: "bool", shape: [2], data: Uint8Array.of(1, 0) }],
    ],
  );
});

test("other element types are converted", () => {
  const half = decodeOne("F16", [6], Uint16Array.of(0x0001, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x3555));
  assert.deepEqual(half.data, Float32Array.of(2 ** -24, -0, Infinity, -Infinity, NaN, 0.333251953125));
  const brain = decodeOne("BF16", [3], Uint16Array.of(0x3f80, 0xc049, 0x7f80));
  assert.deepEqual(brain.data, Float32Array.of(1, -3.140625, Infinity));
  const double = decodeOne("F64", [3], Float64Array.of(0.1, -Infinity, NaN));
  assert.deepEqual(double, { dtype: "f32", shape: [3], data: Float32Array.of(0.1, -Infinity, NaN) });
  const long = decodeOne("I64", [3], BigInt64Array.of(-1n, 2n ** 31n - 1n, -(2n ** 31n)));
  assert.deepEqual(long, { dtype: "i32", shape: [3], data: Int32Array.of(-1, 2 ** 31 - 1, -(2 ** 31)) });
});

const x = entry("F32", [1], 0, 4);
const four = [0, 0, 0, 0];
const corrupt: [what: string, bytes: Uint8Array, message: RegExp][] = [
  [
    "no length",
    new Uint8Array(7),
    /^m\.st is only 7 bytes long\n {2}A safetensors file starts with a length of 8 bytes/,
  ],
  ["a text file", new TextEncoder().encode("<!DOCTYPE html>"), /declares a header of \d+ bytes\n.*not a safetensors/],
  ["a header over the limit", file({ x }, four, 100_000_001n), /declares a header of 100000001 bytes\n.*100000000/],
  ["a truncated header", file({ x }, four, 500n), /declares a header of 500 bytes but has only \d+ left\n.*truncated/],
  ["bytes that are not UTF-8", file("", [0xff, 0xff], 2n), /header that is not UTF-8/],
  ["an empty header", file(""), /header that is not JSON\n {2}Parser error: /],
  ["invalid JSON", file('{"x":'), /header that is not JSON\n {2}Parser error: /],
  ["an array", file([]), /header that is not a JSON object\n {2}The header must start with "\{"/],
  ["leading space", file(" {}"), /header that is not a JSON object/],
  [
    "a duplicate name",
    file(`{"x":${JSON.stringify(x)},"\\u0078" : ${JSON.stringify(x)}}`, four),
    /two header entries named "x"/,
  ],
  [
    "a duplicate field",
    file('{"x":{"dtype":"F32","dtype":"U8","shape":[],"data_offsets":[0,4]}}', four),
    /named "dtype"/,
  ],
  ["metadata of numbers", file({ __metadata__: { epoch: 3 } }), /malformed "__metadata__"\n.*object of strings/],
  ["metadata of null", file({ __metadata__: null }), /malformed "__metadata__"/],
  ["an entry that is null", file({ x: null }), /malformed entry for tensor "x"/],
  ["a missing field", file({ x: { dtype: "F32", shape: [1] } }), /malformed entry for tensor "x"\n.*"data_offsets"/],
  ["an extra field", file({ x: { ...x, stride: 1 } }, four), /malformed entry for tensor "x"/],
  [
    "an unknown element type",
    file({ x: entry("F8_E4M3", [4], 0, 4) }, four),
    /"x" has the element type "F8_E4M3"\n.*F32, I32/,
  ],
  ["an element type that is not a string", file({ x: entry(32, [1], 0, 4) }, four), /"x" has the element type 32\n/],
  ["a negative length", file({ x: entry("F32", [-1], 0, 4) }, four), /the shape \[-1\] for tensor "x"/],
  ["a fractional length", file({ x: entry("F32", [0.5], 0, 4) }, four), /the shape \[0.5\] for tensor "x"/],
  [
    "a shape that is too large",
    file({ x: entry("U8", [2 ** 30, 2 ** 30], 0, 4) }, four),
    /the shape \[1073741824,1073741824\]/,
  ],
  [
    "a shape that is too large, with a length of 0",
    file({ x: entry("U8", [2 ** 52, 2 ** 52, 0], 0, 0) }),
    /the shape \[.*\] for tensor "x"/,
  ],
  ["a shape that is not an array", file({ x: entry("F32", 1, 0, 4) }, four), /the shape 1 for tensor "x"\n/],
  ["one offset", file({ x: entry("F32", [1], 0) }, four), /the data offsets \[0\]/],
  [
    "offsets in descending order",
    file({ x: entry("F32", [0], 4, 0) }, four),
    /the data offsets \[4,0\] for tensor "x"\n.*ascending/,
  ],
  ["an offset that is not a number", file({ x: entry("F32", [1], 0, "4") }, four), /the data offsets \[0,"4"\]/],
  [
    "too few bytes",
    file({ x: entry("F32", [2], 0, 4) }, four),
    /has 4 bytes for tensor "x"\n {2}F32 \[2\] requires 8 bytes/,
  ],
  ["truncated data", file({ x }, [0, 0]), /too short for tensor "x"\n.*ends at byte 4, the data at 2/],
  ["bytes after the last tensor", file({ x }, [...four, 0]), /has 1 bytes after the last tensor/],
  ["bytes without tensors", file({}, four), /has 4 bytes after the last tensor/],
  ["an overlap", file({ x, y: entry("U8", [3], 2, 5) }, [...four, 0]), /has tensor "y" overlapping tensor "x"/],
  ["a gap", file({ x, y: entry("U8", [1], 6, 7) }, [...four, 0, 0, 0]), /a gap of 2 bytes before tensor "y"/],
  ["a gap at the start", file({ x: entry("U8", [1], 1, 2) }, [0, 0]), /a gap of 1 bytes before tensor "x"/],
  [
    "a bool of 2",
    file({ x: entry("BOOL", [2], 0, 2) }, [1, 2]),
    /element 1 of "x" is neither 0 nor 1\n.*BOOL is converted/,
  ],
  [
    "an i64 out of range",
    file({ x: entry("I64", [1], 0, 8) }, [0, 0, 0, 128, 0, 0, 0, 0]),
    /^m\.st: element 0 of "x" is beyond the range of i32\n {2}I64 is converted to i32.*\n {2}Convert "x" to I32 in/,
  ],
  [
    "an f64 out of range",
    file({ x: entry("F64", [1], 0, 8) }, new Uint8Array(Float64Array.of(1e39).buffer)),
    /element 0 of "x" is beyond the range of f32/,
  ],
];

for (const [what, bytes, message] of corrupt) {
  test(`a corrupted file is rejected: ${what}`, () => {
    assert.throws(
      () => decodeSafetensors(bytes, "m.st"),
      (error) => {
        assert.ok(error instanceof DataError);
        assert.match(error.message, message);
        assert.match(error.message, /^m\.st.*\n {2}.+\.\n {2}(Download or save the file again|Convert .+)\.$/);
        return true;
      },
    );
  });
}

test("a file truncated at any byte is rejected", () => {
  const bytes = encodeSafetensors([["x", { dtype: "f32", shape: [3], data: Float32Array.of(1, 2, 3) }]]);
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => decodeSafetensors(bytes.subarray(0, length), "m.st"), DataError);
  }
});

test("encoding rejects duplicate names, reserved names and elements that do not match their shape or type", () => {
  const tensor: StoredTensor = { dtype: "f32", shape: [2], data: Float32Array.of(1, 2) };
  const encode =
    (...tensors: [string, StoredTensor][]) =>
    () =>
      encodeSafetensors(tensors);
  const refused = (act: () => unknown, message: RegExp) =>
    assert.throws(act, (error) => error instanceof ArgumentError && message.test(error.message));
  refused(encode(["x", tensor], ["x", tensor]), /two entries of a safetensors file are named "x"/);
  refused(encode(["__metadata__", tensor]), /"__metadata__" is reserved/);
  refused(encode(["x", { ...tensor, shape: [3] }]), /"x" cannot be stored as f32 \[3\]\n.*Float32Array of 3, not a/);
  refused(encode(["x", { ...tensor, dtype: "i32" }]), /"x" cannot be stored as i32 \[2\]\n.*Int32Array of 2/);
});
