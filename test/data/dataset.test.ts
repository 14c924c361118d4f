import assert from "node:assert/strict";
import { test } from "node:test";
import type { TypedArray } from "../../src/base/dtype.ts";
import { ArgumentError } from "../../src/base/errors.ts";
import type { Shape } from "../../src/base/shape.ts";
import { Dataset } from "../../src/data/dataset.ts";

interface Plain {
  readonly data: TypedArray;
  readonly shape: Shape;
}
const make = (data: TypedArray, shape: Shape): Plain => ({ data, shape });

/** Creates `length` examples: rows (10 i, 10 i + 1) of f32, and labels i of i32. */
function counted(length: number): Dataset<[Plain, Plain]> {
  const rows = Float32Array.from({ length: 2 * length }, (_, i) => 10 * (i >> 1) + (i & 1));
  const labels = Int32Array.from({ length }, (_, i) => i);
  const fields = [
    { data: rows, shape: [length, 2] },
    { data: labels, shape: [length] },
  ];
  return new Dataset(fields, make);
}

const labelsOf = (batches: Iterable<[Plain, Plain]>) => [...batches].flatMap(([, labels]) => [...labels.data]);
const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);

test("an epoch contains every example once, rows with their labels", () => {
  const data = counted(10);
  const batches = [...data.batches(4, { seed: 1 })];
  assert.deepEqual(
    batches.map(([x]) => x.shape),
    [
      [4, 2],
      [4, 2],
      [2, 2],
    ],
  );
  for (const [x, y] of batches) {
    assert.ok(x.data instanceof Float32Array && y.data instanceof Int32Array);
    for (const [i, label] of y.data.entries())
      assert.deepEqual([...x.data.subarray(2 * i, 2 * i + 2)], [10 * label, 10 * label + 1]);
  }
  assert.deepEqual(sorted(labelsOf(batches)), sorted(data.fields[1]!.data));
});

test("without shuffling, batches have the order of the examples", () => {
  assert.deepEqual(labelsOf(counted(5).batches(2, { shuffle: false, epochs: 2 })), [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]);
});

test("orders differ between epochs and between calls without a seed, and are equal for equal seeds", () => {
  const data = counted(50);
  const twice = labelsOf(data.batches(50, { seed: 3, epochs: 2 }));
  assert.notDeepEqual(twice.slice(0, 50), twice.slice(50));
  assert.deepEqual(labelsOf(data.batches(7, { seed: 3, epochs: 2 })), twice);
  const first = data.batches(50);
  assert.notDeepEqual(labelsOf(first), labelsOf(data.batches(50)));
  assert.deepEqual(labelsOf(first), labelsOf(first));
  assert.deepEqual(labelsOf(counted(50).batches(50)), labelsOf(first));
});

test("the last batch is kept, dropped, or padded with a mask", () => {
  const options = { shuffle: false, epochs: 2 };
  assert.deepEqual(labelsOf(counted(5).batches(2, { ...options, last: "drop" })), [0, 1, 2, 3, 0, 1, 2, 3]);
  const padded = [...counted(3).batches(2, { shuffle: false, last: "pad" })];
  assert.deepEqual(padded, [
    [make(Float32Array.of(0, 1, 10, 11), [2, 2]), make(Int32Array.of(0, 1), [2]), make(Uint8Array.of(1, 1), [2])],
    [make(Float32Array.of(20, 21, 0, 0), [2, 2]), make(Int32Array.of(2, 0), [2]), make(Uint8Array.of(1, 0), [2])],
  ]);
});

test("batches do not share memory", () => {
  const data = counted(4);
  for (const [x] of data.batches(4, { shuffle: false })) x.data.fill(-1);
  assert.equal(data.fields[0]!.data[0], 0);
});

test("a split divides the examples into two disjoint parts", () => {
  const [train, validation] = counted(10).split(0.8, { seed: 5 });
  assert.deepEqual([train.length, validation.length], [8, 2]);
  const labels = [...train.fields[1]!.data, ...validation.fields[1]!.data];
  assert.deepEqual(sorted(labels), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.notDeepEqual(labels, sorted(labels));
  assert.deepEqual(counted(10).split(0.8, { seed: 5 })[1].fields, validation.fields);
  assert.equal(counted(10).split(1)[1].length, 0);
});

test("take returns the first examples, field returns all", () => {
  const data = counted(10);
  assert.deepEqual(data.take(2).field(0), make(Float32Array.of(0, 1, 10, 11), [2, 2]));
  assert.equal(data.take(99).length, 10);
  assert.deepEqual([...data.take(0).batches(3)], []);
});

test("invalid arguments are rejected", () => {
  const data = counted(10);
  const refused = (act: () => unknown, message: RegExp) =>
    assert.throws(act, (error) => error instanceof ArgumentError && message.test(error.message));
  refused(() => data.batches(0), /^the batch size cannot be 0\n/);
  refused(() => data.batches(2, { epochs: 0.5 }), /^epochs cannot be 0.5\n/);
  refused(() => data.batches(11, { last: "drop" }), /^batches of 11 cannot be drawn from 10 examples\n/);
  refused(() => data.split(80), /^a data set cannot be split at 80\n/);
  refused(() => data.take(-1), /^the number of examples cannot be -1\n/);
  refused(() => data.field(2), /^a data set of 2 fields has no field 2\n/);
  const rows = (length: number) => ({ data: new Float32Array(length), shape: [length] });
  refused(() => new Dataset<[Plain]>([], make), /differ in length/);
  refused(() => new Dataset<[Plain, Plain]>([rows(2), rows(3)], make), /differ in length\n\n {4}field 0 {3}f32 \[2\]/);
  refused(() => new Dataset<[Plain]>([{ ...rows(2), shape: [2, 2] }], make), /field 0 of a data set has 2 elements\n/);
});

test("arrays without a matching element type are rejected", () => {
  const given = (data: unknown) => () => new Dataset([{ data: data as TypedArray, shape: [2] }], make);
  assert.throws(
    given(new Float64Array(2)),
    /field 0 of a data set was given a Float64Array\n.*Float32Array.*\n.*Convert/,
  );
  assert.throws(given(new Int16Array(2)), ArgumentError);
  assert.throws(given([0.5, 1.5]), /an array of numbers/);
  assert.throws(given(undefined), ArgumentError);
  assert.equal(new Dataset([{ data: new Uint8Array(2), shape: [2] }], make).fields[0]!.dtype, "u8");
});
