/** Facts survive saving as JSON with their typed arrays; anything else is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeFacts, encodeFacts } from "./facts.ts";

const kept = (facts: unknown) => {
  const { json, bytes } = encodeFacts(facts);
  return decodeFacts({ json: JSON.parse(JSON.stringify(json)), bytes });
};

test("numbers, texts, nested data and typed arrays are restored", () => {
  const facts = {
    numbers: [0, -1.5, 1e-300, Infinity, -Infinity, NaN],
    nested: { text: "KL(p‖q)", flag: true, nothing: null, empty: {} },
    bytes: Uint8Array.of(0, 255, 7),
    signed: Int8Array.of(-128, 127),
    floats: Float32Array.of(0.1, -Infinity),
    none: new Float32Array(0),
    later: [Uint8Array.of(1), { deeper: Float32Array.of(2, 3) }],
  };
  assert.deepEqual(kept(facts), facts);
});

test("a view of a longer array is saved alone", () => {
  const long = Float32Array.of(1, 2, 3, 4);
  assert.equal(encodeFacts({ part: long.subarray(1, 3) }).bytes.length, 8);
  assert.deepEqual(kept({ part: long.subarray(1, 3) }), { part: Float32Array.of(2, 3) });
});

test("what cannot be saved is refused with its place", () => {
  assert.throws(() => encodeFacts({ a: [1, undefined] }), /facts\.a\[1\] cannot be saved: it is undefined/);
  assert.throws(() => encodeFacts({ when: new Date() }), /facts\.when cannot be saved: it is a Date/);
  assert.throws(() => encodeFacts({ map: new Map() }), /it is a Map/);
  assert.throws(() => encodeFacts({ f64: new Float64Array(1) }), /it is a Float64Array/);
});

test("truncated arrays are reported", () => {
  const { json, bytes } = encodeFacts({ a: Float32Array.of(1, 2) });
  assert.throws(() => decodeFacts({ json, bytes: bytes.slice(0, 5) }), /facts end after 5 bytes/);
});
