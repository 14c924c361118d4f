/** Stratified splits, which keep the proportions of the classes: cross-validation and held-out parts. */
import { ArgumentError } from "../base/errors.ts";
import { foldIn, keyOf, permutation } from "../base/threefry.ts";
import { checkCount } from "./batches.ts";
import type { Dataset } from "./dataset.ts";

/** One fold of a cross-validation. */
export interface Fold<Data> {
  /** Training part. */
  readonly train: Data;
  /** Test part. */
  readonly test: Data;
}

/**
 * Stratified cross-validation with `count` folds: every example is in the test part of exactly one fold and in the
 * training part of all others. The last field must contain the labels. The sizes of the test parts differ by at most
 * one, in total and for each class. Copies the data. The same `seed` (default 0) results in the same folds. Throws an
 * ArgumentError unless `count` is an integer of at least 2, there are integer labels, and every class has at least
 * `count` examples.
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
      rule: "Every fold must test at least one example of each class.",
    });
  }
  // The sorted examples are distributed over the folds in turn.
  const dealt = [...classes.values()].flat();
  return Array.from({ length: count }, (_, fold) => {
    const isTest = new Uint8Array(dataset.length);
    for (let i = fold; i < dealt.length; i += count) isTest[dealt[i]!] = 1;
    return { train: pick(dataset, isTest, 0), test: pick(dataset, isTest, 1) };
  });
}

/**
 * Stratified split into `count` random examples and the rest. The number of examples of each class in the first part is
 * proportional to the class, rounded so that the sum is `count`. The last field must contain the labels.
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

/** Shuffled rows of each class, in ascending order of labels. */
function rowsOfClasses({ fields, length }: Dataset<readonly unknown[]>, seed: number): Map<number, number[]> {
  const { data, shape, dtype } = fields.at(-1)!;
  if (shape.length !== 1 || dtype === "f32") {
    throw new ArgumentError("the data set has no labels to stratify by", {
      operands: [{ name: "last field", shape, dtype }],
      rule: "The last field must contain one label per example, u8 or i32 [n].",
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
