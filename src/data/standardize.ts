/** Standardization of features by the mean and standard deviation of the training part. */
import type { TypedArray } from "../base/dtype.ts";
import { ArgumentError } from "../base/errors.ts";
import { sameShape } from "../base/shape.ts";
import type { Dataset } from "./dataset.ts";
import type { Field } from "./batches.ts";

/**
 * Standardizes field 0 of `train` and of all `others`: each feature (all axes except axis 0) has mean 0 and standard
 * deviation 1 in `train`. The others are scaled with the mean and standard deviation of `train`, so that no information
 * of a test part leaks into training. The result is f32 of the same shape. A feature that is constant in `train` is
 * only shifted. Other fields share memory. Throws an ArgumentError if `train` is empty or the features differ in shape.
 */
export function standardize<Batch extends readonly unknown[], Others extends readonly Dataset<Batch>[]>(
  train: Dataset<Batch>,
  ...others: Others
): [Dataset<Batch>, ...{ [Index in keyof Others]: Dataset<Batch> }] {
  const field = train.fields[0]!;
  if (train.length === 0) {
    throw new ArgumentError("features cannot be standardized with an empty training set", {
      rule: "Means and standard deviations are computed from its examples.",
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

/** Mean and standard deviation of each feature over `count` examples in f64. That of a constant feature is 1. */
export function moments(data: TypedArray, count: number): [means: Float64Array, deviations: Float64Array] {
  const width = data.length / count;
  const means = new Float64Array(width);
  for (const [i, value] of data.entries()) means[i % width]! += value / count;
  const variances = new Float64Array(width);
  for (const [i, value] of data.entries()) variances[i % width]! += (value - means[i % width]!) ** 2 / count;
  const constant = (i: number) => data.subarray(i).every((value, at) => at % width !== 0 || value === data[i]);
  return [means, variances.map((variance, i) => (constant(i) ? 1 : Math.sqrt(variance)))];
}

/** Subtracts the means of features and divides by their standard deviations. */
export function scaled(data: TypedArray, means: Float64Array, deviations: Float64Array): Float32Array {
  const width = means.length;
  return Float32Array.from(data, (value, i) => (value - means[i % width]!) / deviations[i % width]!);
}

function checkFeatures({ shape, dtype }: Field, other: Field): void {
  if (sameShape(shape.slice(1), other.shape.slice(1))) return;
  throw new ArgumentError("features have different shapes", {
    operands: [
      { name: "training set", shape, dtype },
      { name: "other", shape: other.shape, dtype: other.dtype },
    ],
    rule: "All axes except axis 0 must be equal.",
  });
}
