/** Features of mean 0 and deviation 1, by what is known of the training part only. */
import type { TypedArray } from "../base/dtype.ts";
import { ArgumentError } from "../base/errors.ts";
import { sameShape } from "../base/shape.ts";
import type { Dataset } from "./dataset.ts";
import type { Field } from "./batches.ts";

/**
 * `train` and all `others`, with field 0 as f32 of the same shape, shifted and scaled: each feature (all axes but the
 * first) has mean 0 and deviation 1 in `train`. The others are scaled by the training set's mean and deviation, so that
 * nothing of a test leaks into the training. A feature that is constant in `train` is only shifted. Other fields are
 * shared. Throws an ArgumentError if `train` is empty or features differ in shape.
 */
export function standardize<Batch extends readonly unknown[], Others extends readonly Dataset<Batch>[]>(
  train: Dataset<Batch>,
  ...others: Others
): [Dataset<Batch>, ...{ [Index in keyof Others]: Dataset<Batch> }] {
  const field = train.fields[0]!;
  if (train.length === 0) {
    throw new ArgumentError("features cannot be scaled by an empty training set", {
      rule: "The mean and the deviation are those of its examples.",
    });
  }
  for (const { fields } of others) checkFeatures(field, fields[0]!);
  const [means, deviations] = moments(field.data, train.length);
  const result = [train, ...others].map((dataset) => {
    const { data, shape } = dataset.fields[0]!;
    return dataset.with(0, { data: scaled(data, means, deviations), shape });
  });
  return result as [Dataset<Batch>, ...{ [Index in keyof Others]: Dataset<Batch> }];
}

/** Mean and deviation of each feature over `count` examples, in double precision; the deviation of a constant one is 1. */
export function moments(data: TypedArray, count: number): [means: Float64Array, deviations: Float64Array] {
  const width = data.length / count;
  const means = new Float64Array(width);
  for (const [i, value] of data.entries()) means[i % width]! += value / count;
  const variances = new Float64Array(width);
  for (const [i, value] of data.entries()) variances[i % width]! += (value - means[i % width]!) ** 2 / count;
  const constant = (i: number) => data.subarray(i).every((value, at) => at % width !== 0 || value === data[i]);
  return [means, variances.map((variance, i) => (constant(i) ? 1 : Math.sqrt(variance)))];
}

/** Features shifted by their means and divided by their deviations. */
export function scaled(data: TypedArray, means: Float64Array, deviations: Float64Array): Float32Array {
  const width = means.length;
  return Float32Array.from(data, (value, i) => (value - means[i % width]!) / deviations[i % width]!);
}

function checkFeatures({ shape, dtype }: Field, other: Field): void {
  if (sameShape(shape.slice(1), other.shape.slice(1))) return;
  throw new ArgumentError("features of different shapes cannot be scaled alike", {
    operands: [
      { name: "training set", shape, dtype },
      { name: "other", shape: other.shape, dtype: other.dtype },
    ],
    rule: "They agree in all axes but the first.",
  });
}
