import assert from "node:assert/strict";
import { test } from "node:test";
import { Dataset, folds, iris, standardize, wine } from "../../src/data/node.ts";

const make = (data: unknown) => data;
/** Creates a data set in which example i is the number i with the class labels[i]. */
function numbered(labels: readonly number[]): Dataset<[unknown, unknown]> {
  return new Dataset<[unknown, unknown]>(
    [
      { data: Int32Array.from(labels.keys()), shape: [labels.length] },
      { data: Uint8Array.from(labels), shape: [labels.length] },
    ],
    make,
  );
}
const numbers = ({ fields }: Dataset<[unknown, unknown]>) => [...fields[0]!.data];
const labelsOf = ({ fields }: Dataset<[unknown, unknown]>) => [...fields[1]!.data];
const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);

test("each example is in the test part of one fold and in the training part of all others", () => {
  const labels = Array.from({ length: 103 }, (_, i) => Number(i < 20) + Number(i < 57));
  const parts = folds(numbered(labels), 5, { seed: 3 });
  assert.equal(parts.length, 5);
  assert.deepEqual(sorted(parts.flatMap(({ test }) => numbers(test))), [...labels.keys()]);
  for (const { train, test: held } of parts) {
    assert.deepEqual(sorted([...numbers(train), ...numbers(held)]), [...labels.keys()]);
    for (const [i, number] of numbers(held).entries()) assert.equal(labelsOf(held)[i], labels[number]);
  }
});

test("folds are stratified: sizes of test parts differ by at most one, in total and per class", () => {
  const labels = Array.from({ length: 103 }, (_, i) => Number(i < 20) + Number(i < 57));
  const tests = folds(numbered(labels), 5).map(({ test }) => labelsOf(test));
  for (const label of [0, 1, 2]) {
    const counts = tests.map((test) => test.filter((own) => own === label).length);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1, `${label}: ${counts}`);
  }
  assert.deepEqual(sorted(tests.map(({ length }) => length)), [20, 20, 21, 21, 21]);
});

test("folds depend on the seed and not on the order of the file", () => {
  const data = numbered(Array.from({ length: 60 }, (_, i) => i % 2));
  const tests = (seed?: number) => folds(data, 3, seed === undefined ? {} : { seed }).map(({ test }) => numbers(test));
  assert.deepEqual(tests(4), tests(4));
  assert.deepEqual(tests(), tests(0));
  assert.notDeepEqual(tests(4), tests(5));
  assert.notDeepEqual(
    tests()[0],
    numbers(data).filter((i) => i % 3 === 0),
  );
});

test("impossible folds are rejected", async () => {
  const data = numbered([0, 0, 0, 1, 1]);
  assert.throws(() => folds(data, 1), /^ArgumentError: the number of folds cannot be 1\n/);
  assert.throws(() => folds(data, 3), /^ArgumentError: 3 folds cannot be made: class 1 has 2 examples\n/);
  const { all } = await iris();
  const turned = new Dataset<unknown[]>([...all.fields].reverse(), make);
  assert.throws(() => folds(turned, 3), /^ArgumentError: the data set has no labels to stratify by\n/);
});

test("a training set is scaled to mean 0 and standard deviation 1, for any test set", async () => {
  const [{ train, test: held }] = folds((await wine()).all, 5) as [
    { train: Dataset<[unknown, unknown]>; test: Dataset<[unknown, unknown]> },
  ];
  const [scaled, tested] = standardize(train, held);
  const values = scaled.fields[0]!;
  assert.deepEqual([values.shape, values.dtype], [train.fields[0]!.shape, "f32"]);
  for (let feature = 0; feature < 13; feature++) {
    const column = Array.from(values.data).filter((_, i) => i % 13 === feature);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    const square = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
    assert.ok(Math.abs(mean) < 1e-5 && Math.abs(square - 1) < 1e-5, `${feature}: ${mean}, ${square}`);
  }
  // Another test set does not change the training set, and is scaled in the same way.
  const shifted = held.with(0, {
    data: held.fields[0]!.data.map((value: number) => value + 1e6),
    shape: held.fields[0]!.shape,
  });
  const [again, moved] = standardize(train, shifted);
  assert.deepEqual(again.fields[0]!.data, values.data);
  assert.ok(moved.fields[0]!.data.every((value: number, i: number) => value > tested.fields[0]!.data[i]!));
  assert.deepEqual(standardize(train)[0].fields[0], values);
  assert.equal(tested.fields[1]!.data, held.fields[1]!.data);
});

test("standardization agrees with values by hand: bytes, a constant feature, another set", () => {
  const set = (rows: number[]) =>
    new Dataset<[unknown, unknown]>(
      [
        { data: Uint8Array.from(rows), shape: [rows.length / 2, 2] },
        { data: new Uint8Array(rows.length / 2), shape: [rows.length / 2] },
      ],
      make,
    );
  const [train, other] = standardize(set([1, 7, 3, 7]), set([5, 8]));
  assert.deepEqual([...train.fields[0]!.data], [-1, 0, 1, 0]);
  assert.deepEqual([...other.fields[0]!.data], [3, 1]);
  assert.throws(
    () => standardize(set([])),
    /^ArgumentError: features cannot be standardized with an empty training set/,
  );
  const wide = new Dataset<[unknown, unknown]>(
    [
      { data: new Uint8Array(3), shape: [1, 3] },
      { data: new Uint8Array(1), shape: [1] },
    ],
    make,
  );
  assert.throws(() => standardize(set([1, 2]), wide), /^ArgumentError: features have different shapes/);
});
