import assert from "node:assert/strict";
import { test } from "node:test";
import { DataError } from "../../src/base/errors.ts";
import { decodeIdx } from "../../src/data/idx.ts";

test("an IDX file is decoded without copying", () => {
  const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6);
  const { shape, data } = decodeIdx(bytes, 2, "f");
  assert.deepEqual(shape, [2, 3]);
  assert.deepEqual(data, Uint8Array.of(1, 2, 3, 4, 5, 6));
  assert.equal(data.buffer, bytes.buffer);
  assert.deepEqual(decodeIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 0), 1, "f"), { shape: [0], data: new Uint8Array(0) });
});

const malformed: [what: string, bytes: number[], message: string][] = [
  [
    "gzip",
    [0x1f, 0x8b, 8, 0, 0, 0],
    "is not an IDX file of bytes with 1 axes (it starts with 0x1f8b0800 instead of 0x00000801)",
  ],
  [
    "another rank",
    [0, 0, 8, 3, 0, 0, 0, 0],
    "is not an IDX file of bytes with 1 axes (it starts with 0x00000803 instead of 0x00000801)",
  ],
  [
    "floats",
    [0, 0, 13, 1, 0, 0, 0, 0],
    "is not an IDX file of bytes with 1 axes (it starts with 0x00000d01 instead of 0x00000801)",
  ],
  ["an empty file", [], "is truncated within its 8-byte header (0 bytes)"],
  ["half a header", [0, 0, 8, 1, 0], "is truncated within its 8-byte header (5 bytes)"],
  ["too few elements", [0, 0, 8, 1, 0, 0, 0, 2, 9], "has 1 bytes for the shape [2], which requires 2"],
  ["too many elements", [0, 0, 8, 1, 0, 0, 0, 1, 9, 9], "has 2 bytes for the shape [1], which requires 1"],
];

for (const [what, bytes, message] of malformed) {
  test(`an IDX file is rejected: ${what}`, () => {
    const expected = `labels ${message}: download the file again and unpack it.`;
    assert.throws(() => decodeIdx(Uint8Array.from(bytes), 1, "labels"), new DataError(expected));
  });
}
