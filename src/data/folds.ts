/** Splits that keep the share of each class: cross-validation and held-out parts. */
import { ArgumentError } from "../base/errors.ts";
import { foldIn, keyOf, permutation } from "../base/threefry.ts";
import { checkCount } from "./batches.ts";
import type { Dataset } from "./dataset.ts";

export interface Fold<Data> {
  readonly train: Data;
  readonly test: Data;
}

/**
 * The parts of a cross-validation: every example is in the test of exactly one fold and in the training of all others.
 * Stratified by the last field, the labels: the tests differ by at most one example of each class, and by at most one
 * in all. Copies; the same `seed` (default 0) gives the same folds. Throws an ArgumentError unless every class has at
 * least `count` examples.
 */
export function folds<Batch extends readonly unknown[]>(
  dataset: Dataset<Batch>,
  count: number,
  { seed = 0 }: { readonly seed?: number } = {},
): Fold<Dataset<Batch>>[] {
  checkCount("the number of folds", count, 2);
  const classes = rowsOfClasses(dataset, seed);
  for (const [label, { length }] of classes) {
    if (length >= count) continue;
    throw new ArgumentError(`${count} folds cannot be made: class ${label} has ${length} examples`, {
      rule: "Every fold tests at least one example of each class.",
    });
  }
  // Dealt out like cards, one class after the other.
  const dealt = [...classes.values()].flat();
  return Array.from({ length: count }, (_, fold) => {
    const isTest = new Uint8Array(dataset.length);
    for (let i = fold; i < dealt.length; i += count) isTest[dealt[i]!] = 1;
    return { train: pick(dataset, isTest, 0), test: pick(dataset, isTest, 1) };
  });
}

/**
 * `count` examples drawn by `seed`, and all others. Of each class, told by the last field, the first part gets its
 * share of `count`, rounded so that it comes to `count`.
 */
export function stratified<Batch extends readonly unknown[]>(
  dataset: Dataset<Batch>,
  count: number,
  seed: number,
): [Dataset<Batch>, Dataset<Batch>] {
  const classes = [...rowsOfClasses(dataset, seed).values()];
  const shares = classes.map(({ length }) => (count * length) / dataset.length);
  const sizes = shares.map(Math.floor);
  // The largest remainders are rounded up.
  const byRemainder = [...shares.keys()].sort((a, b) => (shares[b]! % 1) - (shares[a]! % 1));
  const lacking = count - sizes.reduce((sum, size) => sum + size, 0);
  for (const i of byRemainder.slice(0, lacking)) sizes[i]!++;
  const isFirst = new Uint8Array(dataset.length);
  for (const [i, rows] of classes.entries()) for (const row of rows.slice(0, sizes[i])) isFirst[row] = 1;
  return [pick(dataset, isFirst, 1), pick(dataset, isFirst, 0)];
}

/** The rows of each class in ascending order of labels, shuffled. */
function rowsOfClasses({ fields, length }: Dataset<readonly unknown[]>, seed: number): Map<number, number[]> {
  const { data, shape, dtype } = fields.at(-1)!;
  if (shape.length !== 1 || dtype === "f32") {
    throw new ArgumentError("a data set without classes cannot be stratified", {
      operands: [{ name: "last field", shape, dtype }],
      rule: "The last field holds one label for each example, u8 or i32 [n].",
    });
  }
  const classes = new Map<number, number[]>();
  for (const row of permutation(length, foldIn(keyOf(seed), 0))) {
    const label = data[row]!;
    const rows = classes.get(label);
    if (rows === undefined) classes.set(label, [row]);
    else rows.push(row);
  }
  return new Map([...classes].sort(([a], [b]) => a - b));
}

function pick<Batch extends readonly unknown[]>(dataset: Dataset<Batch>, marks: Uint8Array, mark: number) {
  return dataset.select(Int32Array.from(marks.keys()).filter((row) => marks[row] === mark));
}
